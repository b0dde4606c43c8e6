import { describe, expect, test } from 'vitest'
import { checkIdentity } from '../src/identity/check-identity.ts'

const ADA = { issuer: 'https://login.example.org', subject: 'ada' }
const REFUSED = { code: 'invalid_data', message: 'The service did not name the person in a usable way.' }

describe('an identity', () => {
  test('is taken as it is sent', () => {
    const sent = { ...ADA, name: 'Ada', email: 'ada@example.org', emailVerified: true }
    expect(checkIdentity(sent)).toEqual(sent)
  })

  test('has an address that the service does not vouch for, unless it says so', () => {
    expect(checkIdentity({ ...ADA, email: 'ada@example.org' })).toMatchObject({ emailVerified: false })
  })

  test.each([
    ['no subject', { subject: '' }],
    ['a subject longer than the column', { subject: 'a'.repeat(256) }],
    ['a subject that the database cannot store', { subject: 'a\u0000b' }],
    ['a subject that would be stored as another one', { subject: 'a\ud800' }],
    ['no issuer', { issuer: '' }],
    ['an issuer longer than an address', { issuer: `https://${'a'.repeat(2048)}` }],
  ])('with %s is refused', (_, change) => {
    expect(() => checkIdentity({ ...ADA, ...change })).toThrow(expect.objectContaining(REFUSED))
  })

  test('loses a name and an address that cannot be shown', () => {
    expect(checkIdentity({ ...ADA, name: 'a\u0000', email: 'a'.repeat(255) })).toEqual(ADA)
  })
})
