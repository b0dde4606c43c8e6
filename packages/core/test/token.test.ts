import { expect, test } from 'vitest'
import { createToken, hashToken, isToken } from '../src/token.ts'

test('tokens differ, need no escaping and are recognised by their form', () => {
  const tokens = Array.from({ length: 100 }, createToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) {
    expect(isToken(token)).toBe(true)
    expect(encodeURIComponent(token)).toBe(token)
  }
})

test.for(['', 'a', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}+`, `${'a'.repeat(43)}\n`])(
  'a text of another form is no token: %j',
  (text) => {
    expect(isToken(text)).toBe(false)
  },
)

test('the hash is that of existing databases: another would end every session and API key', () => {
  expect(hashToken('trb_example')).toBe('8d7946e201cb14cbd95057270118463164068f3fdd96504df03d47acca4ab9b8')
})
