import { expect, test } from 'vitest'
import { endOfDay, startOfDay } from '../../src/pages/administration/audit/start-of-day.ts'

test('a day begins at midnight of the zone', () => {
  expect(startOfDay('2026-11-28', 'Europe/Berlin')).toBe('2026-11-27T23:00:00.000Z')
  expect(endOfDay('2026-11-28', 'Europe/Berlin')).toBe('2026-11-28T23:00:00.000Z')
  expect(startOfDay('2026-11-28', 'America/Los_Angeles')).toBe('2026-11-28T08:00:00.000Z')
  expect(startOfDay('2026-11-28', 'Pacific/Kiritimati')).toBe('2026-11-27T10:00:00.000Z')
})

test('a day on which clocks change has 23 or 25 hours', () => {
  expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
  expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z')
  expect(startOfDay('2026-10-25', 'Europe/Berlin')).toBe('2026-10-24T22:00:00.000Z')
  expect(endOfDay('2026-10-25', 'Europe/Berlin')).toBe('2026-10-25T23:00:00.000Z')
})

test('a day whose midnight is skipped begins after it', () => {
  expect(startOfDay('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z')
})

test('the last day of a month and a year ends with the next', () => {
  expect(endOfDay('2026-12-31', 'UTC')).toBe('2027-01-01T00:00:00.000Z')
})
