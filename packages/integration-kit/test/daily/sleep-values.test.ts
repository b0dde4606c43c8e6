import { expect, test } from 'vitest'
import { type SleepSession, sleepValues, withdrawnSleepValues } from '../../src/daily.ts'

const HOUR = 3_600_000
const night = (about: Partial<SleepSession> = {}): SleepSession => ({
  date: '2026-11-09',
  startDate: '2026-11-08',
  bedTime: '23:00',
  wakeUpTime: '07:00',
  start: 0,
  end: 8 * HOUR,
  minutesAsleep: 450,
  isMain: true,
  isNap: false,
  ...about,
})
const nap = night({
  startDate: '2026-11-09',
  bedTime: '14:00',
  wakeUpTime: '15:00',
  start: 15 * HOUR,
  end: 16 * HOUR,
  minutesAsleep: 50,
  isMain: false,
  isNap: true,
})
const told = (sleeps: readonly SleepSession[]) =>
  sleepValues(sleeps).map(({ field, date, value }) => `${date} ${field} ${value}`)

test('naps count as time asleep, and do not tell when a person went to bed', () => {
  expect(told([nap, night()])).toEqual([
    '2026-11-09 sleepLength 500',
    '2026-11-09 bedTime 23:00',
    '2026-11-09 wakeUpTime 07:00',
  ])
  expect(told([nap])).toEqual(['2026-11-09 sleepLength 50'])
})

test('the night of two devices counts once', () => {
  const other = night({ bedTime: '23:10', start: HOUR / 6, isMain: false, minutesAsleep: 400 })
  expect(told([other, night()])).toEqual(told([night()]))
})

test('the minutes of sleeps that overlap a little are no longer than their common duration', () => {
  const second = night({ start: 7 * HOUR, end: 11 * HOUR, isMain: false, minutesAsleep: 240 })
  const all = [night({ minutesAsleep: 480 }), second]
  expect(told(all)).toContain('2026-11-09 sleepLength 660')
})

test('what a sync in the middle of a night has told of the evening is withdrawn', () => {
  expect(withdrawnSleepValues([night()])).toEqual([
    { field: 'sleepLength', date: '2026-11-08' },
    { field: 'bedTime', date: '2026-11-08' },
    { field: 'wakeUpTime', date: '2026-11-08' },
  ])
  expect(withdrawnSleepValues([night({ startDate: '2026-11-09' })])).toEqual([])
})
