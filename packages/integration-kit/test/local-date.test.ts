import { expect, test } from 'vitest'
import { isTimeZone } from '../src/dates/is-time-zone.ts'
import { localDateIn } from '../src/dates/local-date.ts'

test.each([
  ['America/Los_Angeles', '2024-04-21T04:30:00Z', '2024-04-20'],
  ['America/Los_Angeles', '2024-04-21T07:00:00Z', '2024-04-21'],
  ['Europe/Berlin', '2024-04-20T21:59:59.999Z', '2024-04-20'],
  ['Europe/Berlin', '2024-04-20T22:00:00.000Z', '2024-04-21'],
  ['Asia/Kathmandu', '2024-04-20T18:15:00Z', '2024-04-21'],
  ['UTC', '2024-04-20T00:00:00Z', '2024-04-20'],
  // On the day the clocks change the offset is another at each end.
  ['America/New_York', '2024-11-03T04:30:00Z', '2024-11-03'],
  ['America/New_York', '2024-11-04T04:30:00Z', '2024-11-03'],
  // A zone that lost a day.
  ['Pacific/Apia', '2011-12-30T09:59:00Z', '2011-12-29'],
  ['Pacific/Apia', '2011-12-30T10:01:00Z', '2011-12-31'],
])('in %s, %s is of %s', (timeZone, instant, date) => {
  expect(localDateIn(timeZone)(instant)).toBe(date)
})

test('agrees with Intl at every hour of a year, in zones of all kinds', () => {
  for (const timeZone of ['Europe/Lisbon', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Tehran']) {
    const localDate = localDateIn(timeZone)
    const byIntl = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
    for (let hour = 0; hour < 366 * 24; hour += 1) {
      const instant = new Date(Date.UTC(2024, 0, 1, hour, 17))
      expect(localDate(instant.toISOString())).toBe(byIntl.format(instant))
    }
  }
})

test.each([
  'UTC',
  'Europe/Kyiv',
  'Europe/Kiev',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'America/Nuuk',
  'America/Godthab',
])('%s is a zone, although lists of zones lack one of its names', (name) => {
  expect(isTimeZone(name)).toBe(true)
  expect(localDateIn(name)('2024-04-20T12:00:00Z')).toBe('2024-04-20')
})

test('a name that is no zone is refused', () => {
  expect(() => localDateIn('Mars/Olympus')).toThrow(RangeError)
})
