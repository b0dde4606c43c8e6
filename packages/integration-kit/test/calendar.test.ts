import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDays,
  datesIn,
  dayNumber,
  daysIn,
  isWithin,
  lastDays,
  newestFirst,
  utcDate,
} from '../src/dates/calendar.ts'

const range = fc
  .tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 60 }))
  .map(([day, length]) => ({
    startDate: addDays('1970-01-01', day),
    endDate: addDays('1970-01-01', day + length),
  }))

test('days are added over the ends of months and years and the day of a leap year', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
  expect(dayNumber('1970-01-02')).toBe(1)
  expect(utcDate(new Date('2026-11-21T23:59:59Z'))).toBe('2026-11-21')
})

test('the last days end with a date and have so many', () => {
  expect(lastDays('2026-11-28', 7)).toEqual({ startDate: '2026-11-22', endDate: '2026-11-28' })
  expect(daysIn(lastDays('2026-11-28', 7))).toBe(7)
})

test('a range that ends before it starts has no dates', () => {
  expect(datesIn({ startDate: '2026-11-02', endDate: '2026-11-01' })).toEqual([])
})

test('a range cut in pieces has each of its dates once, the newest piece first', () => {
  fc.assert(
    fc.property(range, fc.integer({ min: 1, max: 30 }), (whole, days) => {
      const pieces = [...newestFirst(whole, days)]
      expect(pieces.every((piece) => daysIn(piece) <= days)).toBe(true)
      expect(pieces.toReversed().flatMap(datesIn)).toEqual(datesIn(whole))
      expect(datesIn(whole).every((date) => isWithin(date, whole))).toBe(true)
    }),
  )
})
