import { expect, test } from 'vitest'
import { readFailure } from '../../src/components/connect-failure/failure-cookie.ts'

const asked = { integration: 'bay', code: 'CONNECTIONS_DENIED' }
const cookie = (value: unknown) =>
  `a=b; tributary.connect_failure=${Buffer.from(JSON.stringify(value)).toString('base64url')}; c=d`

test('reads the sentence of the server, in any script', () => {
  const failure = { ...asked, sentence: 'Zugriff für „Bay“ verweigert: 接続' }
  expect(readFailure(cookie(failure), asked)).toEqual(failure)
})

test.each([
  ['no cookie', 'a=b'],
  ['no base64', 'tributary.connect_failure=%%%'],
  ['no object', cookie('text')],
  ['another integration', cookie({ ...asked, integration: 'other', sentence: 'No.' })],
  ['another failure', cookie({ ...asked, code: 'OTHER', sentence: 'No.' })],
  ['a sentence that is no text', cookie({ ...asked, sentence: { html: '<b>' } })],
])('is not taken in by %s', (_name, cookies) => {
  expect(readFailure(cookies, asked)).toBeUndefined()
})
