import { expect, test } from 'vitest'
import { addDays, addMonths, countDays, isLocalDate, mondayOf } from '../src/i18n/local-dates.ts'

test('weeks begin on Monday', () => {
  expect(mondayOf('2026-11-23')).toBe('2026-11-23')
  expect(mondayOf('2026-11-29')).toBe('2026-11-23')
})

test('days have one length where the clock changes, and years where they are leap years', () => {
  expect(addDays('2026-10-24', 2)).toBe('2026-10-26')
  expect(countDays('2024-02-28', '2024-03-01')).toBe(3)
})

test('months are counted over the end of a year', () => {
  expect(addMonths('2026-11-30', 2)).toBe('2027-01-01')
})

test('a date that no calendar has is no date', () => {
  expect(isLocalDate('2026-02-29')).toBe(false)
  expect(isLocalDate('2024-02-29')).toBe(true)
})
