import { expect, it } from 'vitest'
import { historyWindow, missedWindow } from '../src/schedule/history-window.ts'

const NOW = new Date('2026-11-27T12:00:00Z')
const connectedAt = new Date('2026-10-01T08:00:00Z')
const definition = { schedule: { windowDays: 7, backfillDays: 30 } }

it('the history of a connection begins with its back-fill and ends where its syncs begin', () => {
  expect(historyWindow(definition, { connectedAt }, NOW)).toEqual({
    startDate: '2026-09-02',
    endDate: '2026-11-19',
  })
  expect(historyWindow({}, { connectedAt }, NOW)?.startDate).toBe('2026-10-01')
})

it('what the provider keeps no longer is no part of it', () => {
  const facts = { historyLimitDays: 20 }
  expect(historyWindow({ ...definition, facts }, { connectedAt }, NOW)?.startDate).toBe('2026-11-08')
  expect(historyWindow({ facts: { historyLimitDays: 5 } }, { connectedAt }, NOW)).toBeUndefined()
})

it.each([
  // Off for three weeks, and a day more, since it may have been the day before where the person is.
  ['2026-11-06T10:00:00Z', { startDate: '2026-11-05', endDate: '2026-11-19' }],
  ['2026-11-19T10:00:00Z', { startDate: '2026-11-18', endDate: '2026-11-19' }],
  // The window of the sync reaches so far itself.
  ['2026-11-21T10:00:00Z', undefined],
  ['2026-11-27T11:00:00Z', undefined],
  // Before the history begins.
  ['2020-01-01T00:00:00Z', { startDate: '2026-09-02', endDate: '2026-11-19' }],
])('the dates without a sync since %s are read', (last, window) => {
  expect(missedWindow(definition, { connectedAt, lastSyncAt: new Date(last) }, NOW)).toEqual(window)
})

it('nothing was missed before the first sync', () => {
  expect(missedWindow(definition, { connectedAt, lastSyncAt: null }, NOW)).toBeUndefined()
})
