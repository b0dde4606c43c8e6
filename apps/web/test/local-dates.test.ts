import { expect, test } from 'vitest'
import { isLocalDate } from '../src/i18n/local-dates.ts'
import { readMetricsSearch } from '../src/pages/metrics/metrics-search.ts'

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
