import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactSecrets } from '../src/connection-test/redact-secrets.ts'

const SECRET = 'pa ss/wörd+1="x"'

test.each([
  ['as it is', `401 for ${SECRET}.`],
  ['in JSON', JSON.stringify({ error: SECRET })],
  ['in an address', `https://example.org/?token=${encodeURIComponent(SECRET)}`],
  ['in a form', `token=${encodeURIComponent(SECRET).replaceAll('%20', '+')}`],
  ['in basic authentication', `Basic ${Buffer.from(`ada:${SECRET}`).toString('base64')}`],
  ['after another name', `Basic ${Buffer.from(`adam:${SECRET}:more`).toString('base64')}`],
  ['in base64url', Buffer.from(`x${SECRET}`).toString('base64url')],
])('a secret %s is replaced', (_where, text) => {
  const redacted = redactSecrets(text, [SECRET])
  expect(redacted).toContain('***')
  for (const form of [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1)])
    expect(redacted).not.toContain(form)
  const rest = redacted.split(/\*\*\*|[^A-Za-z0-9+/_-]/).map((part) => Buffer.from(part, 'base64').toString())
  for (const part of rest) expect(part).not.toContain(SECRET.slice(3, 9))
})

test('each line of a key is replaced, and one secret inside of another does not leave the rest', () => {
  expect(redactSecrets('the line second-line is wrong', ['first-line\nsecond-line'])).toBe(
    'the line *** is wrong',
  )
  expect(redactSecrets('long-secret-1', ['secret', 'long-secret-1'])).toBe('***')
})

test('what is too short to be found without guessing stays', () => {
  expect(redactSecrets('an apple', ['an', ''])).toBe('an apple')
})

test('no text has a secret afterwards', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 40 }),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        const value = secret.replaceAll('*', '-')
        const text = `${before}${value}${after} ${encodeURIComponent(value)} ${Buffer.from(`${before}${value}${after}`).toString('base64')}`
        const redacted = redactSecrets(text, [value])
        expect(redacted.includes(value)).toBe(false)
        expect(redacted).not.toContain(encodeURIComponent(value))
      },
    ),
  )
})
