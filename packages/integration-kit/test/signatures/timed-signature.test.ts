import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { hasTimedSignature } from '../../src/signatures.ts'

const seconds = 1_793_491_200
const payload = '{"a":1}'
const sign = (key: string, time: number | string = seconds) =>
  createHmac('sha256', key).update(`${time}.${payload}`).digest('hex')
const checked = (changed: object = {}) =>
  hasTimedSignature({
    sent: [sign('key')],
    timestamp: String(seconds),
    now: seconds * 1000,
    algorithm: 'sha256',
    encoding: 'hex',
    key: 'key',
    payload: new TextEncoder().encode(payload),
    ...changed,
  })

test('one of several signatures is enough', () => {
  expect(checked()).toBe(true)
  expect(checked({ sent: [sign('old'), sign('key')] })).toBe(true)
  expect(checked({ sent: [sign('old'), 'not hex', ''] })).toBe(false)
  expect(checked({ sent: [] })).toBe(false)
})

test('the time is signed, and another payload or key is refused', () => {
  expect(checked({ timestamp: String(seconds + 1) })).toBe(false)
  expect(checked({ payload: `${payload} ` })).toBe(false)
  expect(checked({ key: 'other' })).toBe(false)
  expect(checked({ key: '', sent: [sign('')] })).toBe(false)
})

test.each([
  [300, {}, true],
  [-300, {}, true],
  [301, {}, false],
  [-301, {}, false],
  [11, { toleranceSeconds: 10 }, false],
])('with our clock %d seconds ahead and %j, a signature is valid: %s', (ahead, changed, isValid) => {
  expect(checked({ now: (seconds + ahead) * 1000, ...changed })).toBe(isValid)
})

test.each(['', 'NaN', '1e9', `${seconds}.0`, ` ${seconds}`])('the time %j is refused', (timestamp) => {
  expect(checked({ timestamp, sent: [sign('key', timestamp)] })).toBe(false)
})
