import { addDays, utcDate } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import { isTimeZone } from '../dates/is-time-zone.ts'

const HOUR_MILLISECONDS = 3_600_000
/** The first and the last place on earth to begin a day. */
const EARLIEST_OFFSET_HOURS = 14
const LATEST_OFFSET_HOURS = -12

/** What day it is where a person is. */
export interface PersonClock {
  /** The newest date that there can be data of. */
  readonly latestDate: string
  /** The newest date that is over, so that a sync can have read all of it. */
  readonly lastFullDate: string
  /** The instant at which a date begins, in milliseconds since 1970. */
  startOf(date: string): number
  /** What is read for a window; `undefined` where there is nothing to read. */
  rangeOf(window: DateRange): DateRange | undefined
}

/** What is known of where a person is. */
export interface PersonPlace {
  /** An IANA name. An unknown name counts as absent. */
  readonly timeZone?: string | undefined
  /** Local time less UTC, for a person without a time zone. */
  readonly offsetSeconds?: number | undefined
}

/**
 * The clock of a person. Where nothing is known, which is no reason to read nothing, a date counts as over when it is over everywhere,
 * and days begin with those of UTC.
 *
 * @param now milliseconds since 1970
 * @example
 * personClock({ timeZone: 'Pacific/Auckland' }, Date.parse('2026-11-21T20:00:00Z')).latestDate // '2026-11-22'
 */
export function personClock({ timeZone, offsetSeconds }: PersonPlace, now: number): PersonClock {
  if (timeZone !== undefined && isTimeZone(timeZone))
    return clockOf(now, { latestDate: dateIn(timeZone, now), startOf: (date) => startOfDate(date, timeZone) })
  if (offsetSeconds !== undefined)
    return clockOf(now, {
      latestDate: utcDate(now + offsetSeconds * 1000),
      startOf: (date) => startInUtc(date) - offsetSeconds * 1000,
    })
  const latestDate = utcDate(now + EARLIEST_OFFSET_HOURS * HOUR_MILLISECONDS)
  const earliestDate = utcDate(now + LATEST_OFFSET_HOURS * HOUR_MILLISECONDS)
  return { ...clockOf(now, { latestDate, startOf: startInUtc }), lastFullDate: addDays(earliestDate, -1) }
}

function clockOf(now: number, known: Pick<PersonClock, 'latestDate' | 'startOf'>): PersonClock {
  return {
    ...known,
    lastFullDate: addDays(known.latestDate, -1),
    rangeOf: (window) => rangeOf(window, { today: utcDate(now), latestDate: known.latestDate }),
  }
}

/**
 * The server reckons today in UTC: where it is tomorrow already, a window that reaches to today reaches to the person's today, or
 * nobody in Auckland would see last night before noon; where it is still yesterday, it ends with that.
 */
function rangeOf(
  window: DateRange,
  { today, latestDate }: { readonly today: string; readonly latestDate: string },
): DateRange | undefined {
  if (window.startDate > today && window.startDate > latestDate) return undefined
  const endDate = window.endDate >= today ? latestDate : window.endDate
  return { startDate: window.startDate < endDate ? window.startDate : endDate, endDate }
}

function startInUtc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

/** Canada writes dates as ISO 8601 does. */
function dateIn(timeZone: string, time: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(time)
}

/**
 * The first instant of a date. Found by halving, since midnight is skipped in some zones on the day that summer begins,
 * and comes twice in others.
 */
function startOfDate(date: string, timeZone: string): number {
  const midnight = startInUtc(date)
  let before = midnight - (EARLIEST_OFFSET_HOURS + 1) * HOUR_MILLISECONDS
  let after = midnight - (LATEST_OFFSET_HOURS - 1) * HOUR_MILLISECONDS
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000
    if (dateIn(timeZone, middle) < date) before = middle
    else after = middle
  }
  return after
}
