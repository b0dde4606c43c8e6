import { expect, test } from 'vitest'
import { valueOfEachDay } from '../../src/daily.ts'

interface Point {
  readonly day?: string
  readonly steps?: number
}
const read = (...points: readonly Point[]) =>
  valueOfEachDay('steps', points, { dateOf: ({ day }) => day, valueOf: ({ steps }) => steps })

test('a zero is a value, and a point without one is passed over', () => {
  expect(read({ day: '2026-11-09', steps: 0 }, { day: '2026-11-08' })).toEqual({
    records: [{ field: 'steps', date: '2026-11-09', value: 0 }],
    rejected: [],
  })
})

test('of two values of a date the first is kept, and the other is rejected unless it is the same', () => {
  const [first, second] = [
    { day: '2026-11-09', steps: 7 },
    { day: '2026-11-09', steps: 8 },
  ]
  expect(read(first, first, second)).toEqual({
    records: [{ field: 'steps', date: '2026-11-09', value: 7 }],
    rejected: [{ reason: 'A second value of steps for 2026-11-09: 8 beside 7, which is kept.', raw: second }],
  })
})

test('a value below zero and one without a date are rejected', () => {
  const { records, rejected } = read({ day: '2026-11-09', steps: -1 }, { steps: 3 })
  expect(records).toEqual([])
  expect(rejected.map(({ reason }) => reason)).toEqual([
    'A value of steps for 2026-11-09 that is below zero.',
    'A value of steps without a date.',
  ])
})
