import { expect, it } from 'vitest'
import { missedWindow } from '../src/schedule/missed-window.ts'

const NOW = new Date('2026-11-27T12:00:00Z')
const connectedAt = new Date('2026-10-01T08:00:00Z')
const definition = { schedule: { windowDays: 7, backfillDays: 30 } }

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
