import { addDays, utcDate } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import { isTimeZone } from '../dates/is-time-zone.ts'

const HOUR_MILLISECONDS = 3_600_000
/** The first and the last time zone in which a day begins. */
const EARLIEST_OFFSET_HOURS = 14
const LATEST_OFFSET_HOURS = -12

/** The local date of a person. */
export interface PersonClock {
  /** The newest date that may have data. */
  readonly latestDate: string
  /** The newest date that is over, so that a sync can read it completely. */
  readonly lastFullDate: string
  /** The instant at which a date begins, in milliseconds since 1970. */
  startOf(date: string): number
  /** The dates to read for a window; `undefined` without dates. */
  rangeOf(window: DateRange): DateRange | undefined
}

/** What is known about a person's time zone. */
export interface PersonPlace {
  /** An IANA name. An unknown name is ignored. */
  readonly timeZone?: string | undefined
  /** Local time minus UTC, for a person without a time zone. */
  readonly offsetSeconds?: number | undefined
}

/**
 * The clock of a person. Without a time zone and an offset, a date is over when it is over in every time zone, and days begin as
 * in UTC.
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
 * The server's today is in UTC. In a time zone that is a day ahead, a window up to today is extended to the person's today: in
 * Auckland, last night would otherwise be missing until noon. In one that is a day behind, the window ends at the person's today.
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

/** The locale of Canada formats dates as in ISO 8601. */
function dateIn(timeZone: string, time: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(time)
}

/**
 * The first instant of a date, by binary search: in some zones, midnight is skipped when daylight saving starts and occurs twice
 * when it ends.
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
