import { describe, expect, test } from 'vitest'
import { holdUntil } from '../../src/preferences/hold-until.ts'
import { nextDigest } from '../../src/preferences/next-digest.ts'
import { type QuietHours, quietUntil } from '../../src/preferences/quiet-hours.ts'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const quiet = (from: string, to: string, days = EVERY_DAY): QuietHours => ({
  startTime: from,
  endTime: to,
  days,
  errorsBreakThrough: false,
})

/** The end of quiet time at an instant, as text. */
function endAt(hours: QuietHours, timeZone: string, at: string): string | undefined {
  const end = quietUntil(hours, { timeZone, now: Date.parse(at) })
  return end === undefined ? undefined : new Date(end).toISOString().replace('.000Z', 'Z')
}

describe('quiet hours', () => {
  const night = quiet('22:00', '07:00')

  test('end at the next occurrence of their end, and have no end outside of them', () => {
    expect(endAt(night, 'UTC', '2026-11-28T21:59:59.999Z')).toBeUndefined()
    expect(endAt(night, 'UTC', '2026-11-28T22:00:00Z')).toBe('2026-11-29T07:00:00Z')
    expect(endAt(night, 'UTC', '2026-11-29T06:59:59.999Z')).toBe('2026-11-29T07:00:00Z')
    expect(endAt(night, 'UTC', '2026-11-29T07:00:00Z')).toBeUndefined()
  })

  test('begin on chosen days, and end on the day after', () => {
    const friday = quiet('22:00', '07:00', [5])
    // 2026-11-27 is a Friday.
    expect(endAt(friday, 'UTC', '2026-11-27T23:00:00Z')).toBe('2026-11-28T07:00:00Z')
    expect(endAt(friday, 'UTC', '2026-11-28T06:00:00Z')).toBe('2026-11-28T07:00:00Z')
    expect(endAt(friday, 'UTC', '2026-11-28T23:00:00Z')).toBeUndefined()
    expect(endAt(friday, 'UTC', '2026-11-27T06:00:00Z')).toBeUndefined()
  })

  test('are those of the person’s clock', () => {
    expect(endAt(night, 'America/New_York', '2026-11-28T23:00:00Z')).toBeUndefined()
    expect(endAt(night, 'Asia/Kathmandu', '2026-11-28T16:15:00Z')).toBe('2026-11-29T01:15:00Z')
  })

  test.each([
    // Set forward: an hour less, in Lord Howe half an hour less.
    ['Europe/Berlin', '2026-03-28T21:00:00Z', '2026-03-29T05:00:00Z'],
    ['America/New_York', '2026-03-08T03:00:00Z', '2026-03-08T11:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T11:30:00Z', '2026-10-03T20:00:00Z'],
    // Set back: an hour more, in Lord Howe half an hour more.
    ['Europe/Berlin', '2026-10-24T20:00:00Z', '2026-10-25T06:00:00Z'],
    ['America/New_York', '2026-11-01T02:00:00Z', '2026-11-01T12:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T11:00:00Z', '2026-04-04T20:30:00Z'],
  ])('last from 22:00 to 07:00 over a change of the clock: %s %s', (timeZone, start, end) => {
    expect(endAt(night, timeZone, start)).toBe(end)
    expect(endAt(night, timeZone, new Date(Date.parse(start) - 1).toISOString())).toBeUndefined()
    expect(endAt(night, timeZone, new Date(Date.parse(end) - 1).toISOString())).toBe(end)
    expect(endAt(night, timeZone, end)).toBeUndefined()
  })

  test.each([
    // zone, begins in the skipped time, the change, ends 07:00
    ['Europe/Berlin', '02:30', '2026-03-29T01:00:00Z', '2026-03-29T05:00:00Z'],
    ['America/New_York', '02:30', '2026-03-08T07:00:00Z', '2026-03-08T11:00:00Z'],
    ['Australia/Lord_Howe', '02:15', '2026-10-03T15:30:00Z', '2026-10-03T20:00:00Z'],
  ])('that begin or end in the skipped time do so at the change: %s', (timeZone, skipped, change, end) => {
    const before = new Date(Date.parse(change) - 1).toISOString()
    expect(endAt(quiet(skipped, '07:00'), timeZone, before)).toBeUndefined()
    expect(endAt(quiet(skipped, '07:00'), timeZone, change)).toBe(end)
    expect(endAt(quiet('22:00', skipped), timeZone, before)).toBe(change)
    expect(endAt(quiet('22:00', skipped), timeZone, change)).toBeUndefined()
  })

  test('that lie within the skipped time do not exist on that day', () => {
    const skipped = quiet('02:10', '02:50')
    for (const at of ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-03-29T01:30:00Z'])
      expect(endAt(skipped, 'Europe/Berlin', at)).toBeUndefined()
    expect(endAt(skipped, 'Europe/Berlin', '2026-03-30T00:10:00Z')).toBe('2026-03-30T00:50:00Z')
  })

  test.each([
    // zone, time that exists twice, its first and its last occurrence
    ['Europe/Berlin', '02:30', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
    ['America/New_York', '01:30', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'],
    ['Australia/Lord_Howe', '01:45', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z'],
  ])(
    'begin with the first and end with the last occurrence of a time: %s',
    (timeZone, twice, first, last) => {
      const beginning = quiet(twice, '07:00')
      expect(endAt(beginning, timeZone, new Date(Date.parse(first) - 1).toISOString())).toBeUndefined()
      expect(endAt(beginning, timeZone, first)).toBeDefined()
      const ending = quiet('22:00', twice)
      expect(endAt(ending, timeZone, first)).toBe(last)
      expect(endAt(ending, timeZone, new Date(Date.parse(last) - 1).toISOString())).toBe(last)
      expect(endAt(ending, timeZone, last)).toBeUndefined()
    },
  )

  test('that overlap where a time exists twice are one quiet time', () => {
    // Those of the 24th end with the second 02:05, after those of the 25th have begun with the first 02:10.
    const hours = quiet('02:10', '02:05')
    expect(endAt(hours, 'Europe/Berlin', '2026-10-24T12:00:00Z')).toBe('2026-10-26T01:05:00Z')
    expect(endAt(hours, 'Europe/Berlin', '2026-10-22T12:00:00Z')).toBe('2026-10-23T00:05:00Z')
  })
})

describe('the daily message', () => {
  const digestAfter = (dailyAt: string, timeZone: string, after: string) =>
    new Date(nextDigest(dailyAt, { timeZone, after: Date.parse(after) })).toISOString().replace('.000Z', 'Z')

  test('comes at the next occurrence of its time', () => {
    expect(digestAfter('08:00', 'UTC', '2026-11-28T07:59:59Z')).toBe('2026-11-28T08:00:00Z')
    expect(digestAfter('08:00', 'UTC', '2026-11-28T08:00:00Z')).toBe('2026-11-29T08:00:00Z')
  })

  test.each([
    ['Europe/Berlin', '08:00', '2026-03-28T12:00:00Z', '2026-03-29T06:00:00Z'],
    ['Europe/Berlin', '08:00', '2026-10-24T12:00:00Z', '2026-10-25T07:00:00Z'],
    ['America/New_York', '08:00', '2026-03-07T20:00:00Z', '2026-03-08T12:00:00Z'],
    ['America/New_York', '08:00', '2026-10-31T20:00:00Z', '2026-11-01T13:00:00Z'],
    ['Australia/Lord_Howe', '08:00', '2026-10-03T10:00:00Z', '2026-10-03T21:00:00Z'],
    ['Australia/Lord_Howe', '08:00', '2026-04-04T10:00:00Z', '2026-04-04T21:30:00Z'],
  ])('keeps its time on the clock over a change: %s', (timeZone, dailyAt, after, expected) => {
    expect(digestAfter(dailyAt, timeZone, after)).toBe(expected)
  })

  test.each([
    ['Europe/Berlin', '02:30', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z'],
    ['America/New_York', '02:30', '2026-03-07T20:00:00Z', '2026-03-08T07:00:00Z'],
    ['Australia/Lord_Howe', '02:15', '2026-10-03T10:00:00Z', '2026-10-03T15:30:00Z'],
  ])('comes at the change where its time is skipped: %s', (timeZone, dailyAt, after, expected) => {
    expect(digestAfter(dailyAt, timeZone, after)).toBe(expected)
    // And the next one is the day after.
    expect(Date.parse(digestAfter(dailyAt, timeZone, expected)) - Date.parse(expected)).toBeGreaterThan(
      22 * 3_600_000,
    )
  })

  test.each([
    ['Europe/Berlin', '02:30', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ['America/New_York', '01:30', '2026-10-31T20:00:00Z', '2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z'],
    ['Australia/Lord_Howe', '01:45', '2026-04-04T10:00:00Z', '2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z'],
  ])('comes once where its time exists twice: %s', (timeZone, dailyAt, after, expected, next) => {
    expect(digestAfter(dailyAt, timeZone, after)).toBe(expected)
    expect(digestAfter(dailyAt, timeZone, expected)).toBe(next)
  })
})

describe('what waits', () => {
  const at = (text: string) => Date.parse(`2026-11-28T${text}:00Z`)
  const waiting = {
    severity: 'warning' as const,
    createdAt: at('06:00'),
    dailyAt: null,
    quiet: quiet('22:00', '07:00'),
    timeZone: 'UTC',
    now: at('06:00'),
  }

  test('for the end of quiet hours, unless it is an error that breaks through', () => {
    expect(holdUntil(waiting)).toEqual({ until: at('07:00'), reason: 'quiet_hours' })
    expect(holdUntil({ ...waiting, now: at('07:00') })).toBeUndefined()
    expect(holdUntil({ ...waiting, severity: 'error' })?.until).toBe(at('07:00'))
    const breaking = { ...waiting.quiet, errorsBreakThrough: true }
    expect(holdUntil({ ...waiting, quiet: breaking, severity: 'error' })).toBeUndefined()
    expect(holdUntil({ ...waiting, quiet: breaking })?.until).toBe(at('07:00'))
  })

  test('for the daily message, which waits for the end of quiet hours itself', () => {
    expect(holdUntil({ ...waiting, quiet: null, dailyAt: '08:00' })).toEqual({
      until: at('08:00'),
      reason: 'digest',
    })
    expect(holdUntil({ ...waiting, dailyAt: '06:30' })).toEqual({ until: at('07:00'), reason: 'digest' })
    expect(holdUntil({ ...waiting, dailyAt: '06:30', now: at('07:00') })).toBeUndefined()
  })
})
