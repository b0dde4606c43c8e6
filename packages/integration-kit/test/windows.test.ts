import { expect, test } from 'vitest'
import { historyWindow, latestDate, syncWindow } from '../src/windows.ts'

const NOW = new Date('2026-11-27T12:00:00Z')
const connectedAt = new Date('2026-10-01T08:00:00Z')
const definition = { schedule: { windowDays: 7, backfillDays: 30 } }

test('the window of a sync is the last days in UTC, today included, and one more at each end', () => {
  const late = new Date('2026-11-21T23:30:00Z')
  expect(syncWindow({}, late)).toEqual({ startDate: '2026-11-14', endDate: '2026-11-22' })
  const daily = { schedule: { windowDays: 1 } }
  expect(syncWindow(daily, late)).toEqual({ startDate: '2026-11-20', endDate: '2026-11-22' })
  // Over the end of a month and the day of a leap year.
  const twoDays = { schedule: { windowDays: 2 } }
  expect(syncWindow(twoDays, new Date('2028-03-01T00:00:00Z'))).toEqual({
    startDate: '2028-02-28',
    endDate: '2028-03-02',
  })
})

test('the latest date is the newest in any time zone', () => {
  const kiritimati = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Kiritimati' })
  for (const hour of ['10:00', '13:00', '23:59']) {
    const now = new Date(`2026-11-27T${hour}:00Z`)
    expect(latestDate(now)).toBe(kiritimati.format(now))
  }
})

test('the history of a connection begins with its back-fill and ends where its syncs begin', () => {
  expect(historyWindow(definition, { connectedAt, now: NOW })).toEqual({
    startDate: '2026-09-02',
    endDate: '2026-11-19',
  })
  expect(historyWindow({}, { connectedAt, now: NOW })?.startDate).toBe('2026-10-01')
})

test('a new connection has the history of its back-fill, or none', () => {
  const windowOf = (backfillDays: number) =>
    historyWindow({ schedule: { windowDays: 7, backfillDays } }, { connectedAt: NOW, now: NOW })
  expect(windowOf(30)).toEqual({ startDate: '2026-10-29', endDate: '2026-11-19' })
  expect([windowOf(0), windowOf(8)]).toEqual([undefined, undefined])
  expect(windowOf(9)).toEqual({ startDate: '2026-11-19', endDate: '2026-11-19' })
})

test('data that the provider no longer keeps is not part of the history', () => {
  const facts = { historyLimitDays: 20 }
  expect(historyWindow({ ...definition, facts }, { connectedAt, now: NOW })?.startDate).toBe('2026-11-08')
  expect(historyWindow({ facts: { historyLimitDays: 5 } }, { connectedAt, now: NOW })).toBeUndefined()
})
