import { expect, test } from 'vitest'
import { nextRun } from '../src/next-run.ts'
import { readRange } from '../src/read-range.ts'

const next = (every: 'day' | 'week' | 'month', begins: string, after: string) =>
  nextRun({ every, beginsAt: new Date(begins) }, new Date(after)).toISOString()

test.each([
  ['day', '2026-01-31T06:00:00Z', '2026-01-31T06:00:00Z', '2026-02-01T06:00:00.000Z'],
  ['day', '2026-01-31T06:00:00Z', '2026-03-05T05:59:59Z', '2026-03-05T06:00:00.000Z'],
  ['week', '2026-01-31T06:00:00Z', '2026-02-10T00:00:00Z', '2026-02-14T06:00:00.000Z'],
  ['month', '2026-01-31T06:00:00Z', '2026-01-31T06:00:00Z', '2026-02-28T06:00:00.000Z'],
  ['month', '2026-01-31T06:00:00Z', '2026-02-28T06:00:00Z', '2026-03-31T06:00:00.000Z'],
  ['month', '2026-11-30T06:00:00Z', '2028-02-20T06:00:00Z', '2028-02-29T06:00:00.000Z'],
] as const)('every %s from %s: after %s comes %s', (every, begins, after, expected) => {
  expect(next(every, begins, after)).toBe(expected)
})

test.each([
  [undefined, undefined],
  ['bytes=0-', { start: 0, end: 10 }],
  ['bytes=3-4', { start: 3, end: 5 }],
  ['bytes=3-400', { start: 3, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-30', { start: 0, end: 10 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=4-3', undefined],
  ['bytes=0-1,3-4', undefined],
  ['lines=0-1', undefined],
] as const)('of ten bytes, the range %s', (header, expected) => {
  expect(readRange(header, 10)).toEqual(expected)
})
