import { expect, test } from 'vitest'
import { layOutDays, monthsOf, rangeOf, runsOf } from '../../src/pages/connection/coverage/calendar-days.ts'

test('days are placed by week and weekday, across a leap day and changes of the clock', () => {
  const days = layOutDays('2024-02-28', 'cefmp')
  expect(days.map(({ date, column, row }) => [date, column, row])).toEqual([
    ['2024-02-28', 0, 2],
    ['2024-02-29', 0, 3],
    ['2024-03-01', 0, 4],
    ['2024-03-02', 0, 5],
    ['2024-03-03', 0, 6],
  ])
  expect(layOutDays('2026-01-01', 'c'.repeat(365)).at(-1)).toMatchObject({ date: '2026-12-31', column: 52 })
})

test('a letter of a later version counts as not read', () => {
  expect(layOutDays('2026-01-01', 'x')[0]?.state).toBe('m')
})

test('each month is named where it begins, and the first not if the second hides it', () => {
  const months = monthsOf(layOutDays('2026-01-30', 'c'.repeat(60)))
  expect(months.map(({ date }) => date)).toEqual(['2026-02-01', '2026-03-01'])
})

test('consecutive days of a state are one run', () => {
  expect(runsOf(layOutDays('2026-01-01', 'ccffc'))).toEqual([
    { from: '2026-01-01', to: '2026-01-02', state: 'c', days: 2 },
    { from: '2026-01-03', to: '2026-01-04', state: 'f', days: 2 },
    { from: '2026-01-05', to: '2026-01-05', state: 'c', days: 1 },
  ])
})

test('a year is shown from its first to its last day, and without one the last twelve months', () => {
  expect(rangeOf(2024, '2026-11-28')).toEqual({ from: '2024-01-01', to: '2024-12-31' })
  expect(rangeOf(undefined, '2026-11-28')).toEqual({ from: '2025-11-29', to: '2026-11-28' })
})
