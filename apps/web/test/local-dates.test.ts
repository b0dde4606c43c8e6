import { expect, test } from 'vitest'
import { addDays, addMonths, countDays, isLocalDate, mondayOf } from '../src/i18n/local-dates.ts'
import { readMetricsSearch } from '../src/pages/metrics/metrics-search.ts'

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

test('a local date is a date of the calendar', () => {
  for (const date of ['2026-11-29', '2024-02-29', '0001-01-01']) expect(isLocalDate(date), date).toBe(true)
  for (const other of ['2026-02-29', '2026-99-99', '2026-1-1', '', 20_261_129])
    expect(isLocalDate(other), String(other)).toBe(false)
})

test('the year 0, which the server refuses, and 9999, whose days could not be counted to their end, are left out', () => {
  expect(isLocalDate('0000-12-31')).toBe(false)
  expect(isLocalDate('9999-01-01')).toBe(false)
  expect(readMetricsSearch({ from: '9999-12-01', to: '9999-12-31' })).toEqual({})
})
