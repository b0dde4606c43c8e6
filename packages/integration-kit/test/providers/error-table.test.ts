import { expect, test } from 'vitest'
import { type ErrorMeaning, errorFrom } from '../../src/providers.ts'

const ERRORS: readonly ErrorMeaning[] = [
  { errors: ['expired', 190], code: 'auth_expired', message: 'Enter another token.' },
  { errors: [[200, 299], 4], code: 'rate_limit', message: 'Wait.', retryAfterSeconds: 6 },
  { errors: [204], code: 'upstream', message: 'Never found: a row before has it.' },
]

test.each([
  ['expired', 'auth_expired'],
  [190, 'auth_expired'],
  [200, 'rate_limit'],
  [204, 'rate_limit'],
  [299, 'rate_limit'],
  [4, 'rate_limit'],
])('the error %j is that of the first row that has it', (error, code) => {
  expect(errorFrom(ERRORS, error)).toMatchObject({ code })
})

test.each(['190', '204', 'toString', '', 199, 300, 250.5 + 100, undefined])(
  'the error %j is in no row',
  (error) => {
    expect(errorFrom(ERRORS, error)).toBeUndefined()
  },
)

test('the message ends with the name only where that is asked for', () => {
  expect(errorFrom(ERRORS, 190)?.message).toBe('Enter another token.')
  expect(errorFrom(ERRORS, 190, { isNamed: true })?.message).toBe('Enter another token. (190)')
})

test('a wait of the answer replaces that of the row, and what else is given is kept', () => {
  expect(errorFrom(ERRORS, 4)?.retryAfterSeconds).toBe(6)
  expect(errorFrom(ERRORS, 4, { retryAfterSeconds: undefined })?.retryAfterSeconds).toBe(6)
  expect(errorFrom(ERRORS, 4, { retryAfterSeconds: 0 })?.retryAfterSeconds).toBe(0)
  expect(errorFrom(ERRORS, 190, { cause: 'expired', missingScopes: ['write'] })).toMatchObject({
    cause: 'expired',
    missingScopes: ['write'],
    retryAfterSeconds: undefined,
  })
})
