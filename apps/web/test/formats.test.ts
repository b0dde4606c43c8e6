import { expect, test, vi } from 'vitest'
import { createFormats } from '../src/i18n/create-formats.ts'

test('a local date is the same day in every zone', () => {
  for (const timeZone of ['America/Los_Angeles', 'Europe/Berlin', 'Pacific/Kiritimati'])
    expect(createFormats('en-GB', timeZone).date('2026-11-01')).toBe('1 Nov 2026')
})

test('an instant is shown in the zone of the person', () => {
  const instant = '2026-11-01T03:30:00Z'
  expect(createFormats('en-GB', 'Europe/Berlin').dateTime(instant)).toBe('1 Nov 2026, 04:30')
  expect(createFormats('de-DE', 'America/New_York').dateTime(instant)).toBe('31.10.2026, 23:30')
  expect(createFormats('en-GB', 'America/New_York').localDate(instant)).toBe('2026-10-31')
})

test('numbers, durations and sizes are written as the locale writes them', () => {
  const german = createFormats('de-DE', 'Europe/Berlin')
  expect(german.number(12345.67)).toBe('12.345,7')
  expect(german.duration(5400)).toBe('1 Std. 30 Min.')
  expect(german.bytes(1_500_000)).toBe('1,5 MB')
  expect(createFormats('en-GB', 'UTC').duration(7200)).toBe('2 hrs')
})

test('how long ago something was', () => {
  const now = Date.parse('2026-11-28T12:00:00Z')
  const { relative } = createFormats('en-GB', 'UTC')
  expect(relative('2026-11-28T11:59:40Z', now)).toBe('now')
  expect(relative('2026-11-28T11:15:00Z', now)).toBe('45 minutes ago')
  expect(relative('2026-11-29T12:00:00Z', now)).toBe('tomorrow')
  expect(relative('2024-11-28T12:00:00Z', now)).toBe('2 years ago')
})

test('a play shorter than a minute lasts seconds, and never 60 of them', () => {
  const { duration } = createFormats('en-GB', 'UTC')
  const german = createFormats('de-DE', 'UTC').duration
  expect([0, 1, 29.4, 59.4].map(duration)).toEqual(['0 secs', '1 sec', '29 secs', '59 secs'])
  expect([59.6, 60, 89].map(duration)).toEqual(['1 min', '1 min', '1 min'])
  expect([12, 59.6, 3599].map(german)).toEqual(['12 Sek.', '1 Min.', '1 Std.'])
})

test('each format is made once, however much is written with it', () => {
  const numbers = vi.spyOn(Intl, 'NumberFormat')
  const dates = vi.spyOn(Intl, 'DateTimeFormat')
  try {
    const { number, percent, duration, bytes, date } = createFormats('en-GB', 'UTC')
    const write = (value: number) => [
      number(value),
      number(value, { maximumFractionDigits: 2 }),
      percent(value),
      duration(value * 100),
      bytes(value * 10_000_000),
      date('2026-11-01', { weekday: 'long' }),
    ]
    expect(write(0.456)).toEqual(['0.5', '0.46', '46%', '46 secs', '4.6 MB', 'Sunday'])
    const made = numbers.mock.calls.length + dates.mock.calls.length
    for (let count = 0; count < 100; count += 1) write(0.456)
    expect(numbers.mock.calls.length + dates.mock.calls.length).toBe(made)
  } finally {
    vi.restoreAllMocks()
  }
})
