import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyIdOf, type SealingKey, seal, unseal } from '../src/seal.ts'
import { associatedDataOf } from '../src/secret-reference.ts'

const key: SealingKey = { id: 'key-1', key: createSecretKey(Buffer.alloc(32, 1)) }
const other: SealingKey = { id: 'key-2', key: createSecretKey(Buffer.alloc(32, 2)) }
const reference = { owner: 'connections', name: 'credentials/1', userId: 'ada' }
const data = associatedDataOf(reference)

/** The message for any fault. The last is OpenSSL's. */
const REFUSAL =
  /^its format is not supported|^it was sealed with another key|^a part of it has|^a part of it is not|unable to authenticate data$/

describe('a sealed value', () => {
  test('opens to the sealed bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, associated) => {
        const sealed = seal(key, Buffer.from(bytes), associated)
        expect(unseal(key, sealed, associated)).toEqual(Buffer.from(bytes))
        expect(keyIdOf(sealed)).toBe('key-1')
      }),
    )
  })

  test('has the documented format, and differs each time', () => {
    const sealed = seal(key, Buffer.from('value'), data)
    expect(sealed).toMatch(/^v1\.key-1\.[\w-]{16}\.[\w-]{7}\.[\w-]{22}$/)
    expect(seal(key, Buffer.from('value'), data)).not.toBe(sealed)
  })

  test.each(['', 'x', 'xy', 'a client secret'])(
    'of %j does not open after any change of one bit',
    (value) => {
      const sealed = Buffer.from(seal(key, Buffer.from(value), data))
      for (let bit = 0; bit < sealed.length * 8; bit += 1) {
        const changed = Buffer.from(sealed)
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        expect(() => unseal(key, changed.toString('latin1'), data), `bit ${bit}`).toThrow(REFUSAL)
      }
    },
  )

  test('does not open after any change of one bit of the decoded bytes', () => {
    const parts = seal(key, Buffer.from('a client secret'), data).split('.')
    for (const part of [2, 3, 4]) {
      const bytes = Buffer.from(parts[part] ?? '', 'base64url')
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const changed = Buffer.from(bytes)
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        expect(() => unseal(key, parts.with(part, changed.toString('base64url')).join('.'), data)).toThrow(
          REFUSAL,
        )
      }
    }
  })

  test('does not open with characters added, removed or encoded in another way', () => {
    const sealed = seal(key, Buffer.from('a client secret'), data)
    for (let at = 0; at <= sealed.length; at += 1) {
      for (const extra of ['=', '.', ' ', '\n', 'A', '+'])
        expect(() => unseal(key, sealed.slice(0, at) + extra + sealed.slice(at), data)).toThrow(REFUSAL)
      if (at < sealed.length)
        expect(() => unseal(key, sealed.slice(0, at) + sealed.slice(at + 1), data)).toThrow(REFUSAL)
    }
  })

  test('does not open with a shortened tag, in any encoding', () => {
    const parts = seal(key, Buffer.from('value'), data).split('.')
    const tag = Buffer.from(parts[4] ?? '', 'base64url')
    for (let length = 0; length < 16; length += 1) {
      const short = tag.subarray(0, length).toString('base64url')
      expect(() => unseal(key, parts.with(4, short).join('.'), data)).toThrow(REFUSAL)
    }
  })

  test('does not open with another key, nor under the id of another key', () => {
    const sealed = seal(key, Buffer.from('value'), data)
    expect(() => unseal(other, sealed, data)).toThrow('another key')
    expect(() => unseal(other, sealed.replace('key-1', 'key-2'), data)).toThrow(REFUSAL)
  })

  test('opens only under the reference it was sealed for', () => {
    const text = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom('a', 'b', '/', '.', '-', '_', ':', 'é', '1'),
    })
    const owner = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', 'c') })
    const references = fc.record({ owner, name: text, userId: fc.option(text, { nil: undefined }) })
    fc.assert(
      fc.property(references, references, (one, two) => {
        const same = one.owner === two.owner && one.name === two.name && one.userId === two.userId
        const sealed = seal(key, Buffer.from('value'), associatedDataOf(one))
        const opening = () => unseal(key, sealed, associatedDataOf(two)).toString()
        if (same) expect(opening()).toBe('value')
        else expect(opening).toThrow(REFUSAL)
      }),
      { numRuns: 2000 },
    )
  })

  test('reveals nothing of the contents if it does not open', () => {
    const sealed = seal(key, Buffer.from('canary-value'), data)
    for (const attempt of [
      () => unseal(other, sealed, data),
      () => unseal(key, sealed, 'else'),
      () => unseal(key, `${sealed}x`, data),
    ]) {
      expect(attempt).toThrow(expect.not.objectContaining({ message: expect.stringContaining('canary') }))
    }
  })
})

describe('a reference', () => {
  test.each([
    { owner: 'Connections', name: 'x' },
    { owner: 'a/b', name: 'x' },
    { owner: '', name: 'x' },
    { owner: 'connections', name: '' },
    { owner: 'connections', name: 'a|b' },
    { owner: 'connections', name: 'a\u0000' },
    { owner: 'connections', name: 'x'.repeat(513) },
    { owner: 'connections', name: 'x', userId: '' },
    { owner: 'connections', name: 'x', userId: 'a|b' },
  ])('that could be confused with another is refused: %j', (bad) => {
    expect(() => associatedDataOf(bad)).toThrow('A secret was refused')
  })
})
