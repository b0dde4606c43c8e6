import { expect, test } from 'vitest'
import { retryDelay } from '../src/index.ts'

const SCHEDULE = [5, 300]

test('delays follow the schedule, with a tenth more at random, and end with it', () => {
  const delays = (random: number) =>
    [1, 2, 3].map((failures) => retryDelay(SCHEDULE, { failures, random: () => random }))
  expect(delays(0)).toEqual([5_000, 300_000, undefined])
  expect(delays(1)).toEqual([5_500, 330_000, undefined])
})

test('what a receiver asks for is waited for if it is longer, up to a day', () => {
  const delay = (failures: number, retryAfter: number) =>
    retryDelay(SCHEDULE, { failures, retryAfter, random: () => 0 })
  expect(delay(1, 60)).toBe(60_000)
  expect(delay(2, 60)).toBe(300_000)
  expect(delay(1, 1e9)).toBe(86_400_000)
  expect(delay(3, 60)).toBeUndefined()
})
