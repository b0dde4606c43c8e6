import { describe, expect, it } from 'vitest'
import { personClock } from '../../src/daily/person-clock.ts'

const clockIn = (place: Parameters<typeof personClock>[0], now: string) => personClock(place, Date.parse(now))

describe('the local date of a person', () => {
  it.each([
    ['Europe/Berlin', '2026-11-20T22:59:00Z', '2026-11-20'],
    ['Europe/Berlin', '2026-11-20T23:00:00Z', '2026-11-21'],
    ['America/New_York', '2026-11-21T04:59:00Z', '2026-11-20'],
    ['Pacific/Auckland', '2026-11-20T11:00:00Z', '2026-11-21'],
    ['Pacific/Kiritimati', '2026-11-20T10:00:00Z', '2026-11-21'],
    ['Pacific/Pago_Pago', '2026-11-21T10:59:00Z', '2026-11-20'],
  ])('%s at %s', (timeZone, now, today) => {
    const clock = clockIn({ timeZone }, now)
    expect(clock.latestDate).toBe(today)
    expect(clock.lastFullDate < today).toBe(true)
  })

  it('follows from the offset where the zone is not one', () => {
    const clock = clockIn({ timeZone: 'Middle/Earth', offsetSeconds: -18_000 }, '2026-11-21T04:00:00Z')
    expect(clock).toMatchObject({ latestDate: '2026-11-20', lastFullDate: '2026-11-19' })
    expect(new Date(clock.startOf('2026-11-20')).toISOString()).toBe('2026-11-20T05:00:00.000Z')
  })

  it('is between the first and the last time zone if nothing is known', () => {
    expect(clockIn({}, '2026-11-21T11:00:00Z')).toMatchObject({
      latestDate: '2026-11-22',
      lastFullDate: '2026-11-19',
    })
  })
})

describe('a date begins', () => {
  it.each([
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['Pacific/Auckland', '2026-09-27', '2026-09-26T12:00:00.000Z'],
    // Clocks go from 24:00 to 01:00 there.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
    // And here from 24:00 back to 23:00: the date before has that hour twice.
    ['America/Asuncion', '2024-03-24', '2024-03-24T04:00:00.000Z'],
  ])('%s %s', (timeZone, date, instant) => {
    const clock = clockIn({ timeZone }, '2026-11-21T12:00:00Z')
    expect(new Date(clock.startOf(date)).toISOString()).toBe(instant)
  })
})

describe('the dates read for a window that', () => {
  const window = { startDate: '2026-11-15', endDate: '2026-11-21' }

  it.each([
    ['reaches to today, where it is tomorrow', 'Pacific/Auckland', '2026-11-21T20:00:00Z', '2026-11-22'],
    ['reaches to today, where it is yesterday', 'America/New_York', '2026-11-21T02:00:00Z', '2026-11-20'],
    ['reaches to today', 'Europe/Berlin', '2026-11-21T12:00:00Z', '2026-11-21'],
    ['ended long ago', 'Pacific/Auckland', '2026-11-25T20:00:00Z', '2026-11-21'],
  ])('%s', (_, timeZone, now, endDate) => {
    const clock = clockIn({ timeZone }, now)
    expect(clock.rangeOf(window)).toEqual({ startDate: '2026-11-15', endDate })
  })

  it('is only today, in a time zone where it is still yesterday, is that day', () => {
    const now = '2026-11-21T02:00:00Z'
    const clock = clockIn({ timeZone: 'America/New_York' }, now)
    const today = { startDate: '2026-11-21', endDate: '2026-11-21' }
    expect(clock.rangeOf(today)).toEqual({ startDate: '2026-11-20', endDate: '2026-11-20' })
  })

  it('lies in the future is nothing', () => {
    const now = '2026-11-01T12:00:00Z'
    const clock = clockIn({ timeZone: 'Europe/Berlin' }, now)
    expect(clock.rangeOf(window)).toBeUndefined()
  })
})
