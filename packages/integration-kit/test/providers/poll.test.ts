import { expect, test } from 'vitest'
import { poll } from '../../src/providers.ts'

const { signal } = new AbortController()

test('what is done after some looks is returned, after growing pauses', async () => {
  const pauses: number[] = []
  let looks = 0
  const result = await poll(async () => (++looks === 8 ? 'done' : undefined), {
    signal,
    sleep: async (milliseconds) => pauses.push(milliseconds),
  })
  expect({ result, pauses }).toEqual({ result: 'done', pauses: [40, 80, 160, 320, 640, 1_000, 1_000] })
})

test('what is never done ends with the limit, after a last look', async () => {
  let looks = 0
  let slept = 0
  const result = await poll(async () => void looks++, {
    signal,
    limitMilliseconds: 5_000,
    sleep: async (milliseconds) => {
      slept += milliseconds
    },
  })
  expect(result).toBeUndefined()
  expect(slept).toBeGreaterThanOrEqual(5_000)
  expect(slept).toBeLessThan(6_000)
  expect(looks).toBeGreaterThan(5)
})

test('the signal ends a pause, and an error of a look ends the wait', async () => {
  const closing = new AbortController()
  const waiting = poll(async () => undefined, { signal: closing.signal })
  closing.abort(new Error('closed'))
  await expect(waiting).rejects.toThrow('aborted')
  await expect(poll(() => Promise.reject(new Error('down')), { signal })).rejects.toThrow('down')
})
