import { describe, expect, test } from 'vitest'
import { openKept, sealKept } from '../src/flow/seal-kept.ts'

const SECRETS = { browserToken: 'of the browser', state: 'of the way' }
const KEPT = { verifier: 'of the flow', nonce: 'of the flow too' }

describe('what a provider keeps of a flow', () => {
  test('is opened by browser and state together', () => {
    expect(openKept(SECRETS, sealKept(SECRETS, KEPT))).toEqual(KEPT)
  })

  test.each([{ browserToken: 'of another browser' }, { state: 'of another way' }])(
    'is not opened with %j',
    (other) => {
      const sealed = sealKept(SECRETS, KEPT)
      expect(() => openKept({ ...SECRETS, ...other }, sealed)).toThrow(/authenticate/)
    },
  )

  test('is not opened when a byte of it was changed', () => {
    const sealed = sealKept(SECRETS, KEPT)
    const outcomes = sealed.map((_, position) => {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(position) ^ 1, position)
      try {
        openKept(SECRETS, changed)
        return 1
      } catch {
        return 0
      }
    })
    expect(outcomes.every((opened) => opened === 0)).toBe(true)
  })

  test('differs each time, and shows nothing of itself', () => {
    const sealed = sealKept(SECRETS, KEPT)
    expect(sealed.equals(sealKept(SECRETS, KEPT))).toBe(false)
    expect(sealed.toString('latin1')).not.toContain('of the flow')
  })
})
