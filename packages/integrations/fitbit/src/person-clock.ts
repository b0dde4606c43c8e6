import type { DateRange, ProviderHttp } from '@tributary/integration-kit'
import { isTimeZone } from '@tributary/integration-kit/dates'
import { getSettings } from './api.ts'
import { addDays } from './calendar.ts'
import { isOfOnePart } from './part-failures.ts'
import { offsetSeconds } from './wire.ts'

const HOUR_MILLISECONDS = 3_600_000
/** The first and the last place on earth to begin a day. */
const EARLIEST_OFFSET_HOURS = 14
const LATEST_OFFSET_HOURS = -12

/** What day it is where the person is. */
export interface PersonClock {
  /** The newest date that there can be data of. */
  readonly latestDate: string
  /** The newest date that is over, so that a sync can have read all of it. */
  readonly lastFullDate: string
  /** The instant at which a date begins, in milliseconds since 1970. */
  startOf(date: string): number
}

/**
 * Asks for the person's time zone. They may have left the box for settings unticked, or Google may not tell it now, which
 * is no reason to read nothing: then a date counts as over when it is over everywhere, and days begin with those of UTC.
 *
 * @param now milliseconds since 1970
 */
export async function readPersonClock(http: ProviderHttp, now: number): Promise<PersonClock> {
  const { timeZone, utcOffset } = await settingsOf(http)
  if (timeZone !== undefined && isTimeZone(timeZone)) return zonedClock(timeZone, now)
  const seconds = offsetSeconds(utcOffset)
  return seconds === undefined ? unknownClock(now) : fixedClock(seconds, now)
}

type Settings = Awaited<ReturnType<typeof getSettings>>

/** By run: its streams have one client, and the person does not move in between. */
const asked = new WeakMap<ProviderHttp, Settings>()

async function settingsOf(http: ProviderHttp): Promise<Settings> {
  const settings = asked.get(http) ?? (await askForSettings(http))
  asked.set(http, settings)
  return settings
}

async function askForSettings(http: ProviderHttp): Promise<Settings> {
  try {
    return await getSettings(http)
  } catch (error) {
    if (isOfOnePart(error)) return {}
    throw error
  }
}

function zonedClock(timeZone: string, now: number): PersonClock {
  const today = dateIn(timeZone, now)
  return {
    latestDate: today,
    lastFullDate: addDays(today, -1),
    startOf: (date) => startOfDate(date, timeZone),
  }
}

function fixedClock(offset: number, now: number): PersonClock {
  const today = utcDate(now + offset * 1000)
  return {
    latestDate: today,
    lastFullDate: addDays(today, -1),
    startOf: (date) => Date.parse(`${date}T00:00:00Z`) - offset * 1000,
  }
}

function unknownClock(now: number): PersonClock {
  return {
    latestDate: utcDate(now + EARLIEST_OFFSET_HOURS * HOUR_MILLISECONDS),
    lastFullDate: addDays(utcDate(now + LATEST_OFFSET_HOURS * HOUR_MILLISECONDS), -1),
    startOf: (date) => Date.parse(`${date}T00:00:00Z`),
  }
}

/**
 * What is read for a window. The server reckons today in UTC: where it is tomorrow already, a window that reaches to today
 * reaches to the person's today, or nobody in Auckland would see last night before noon; where it is still yesterday, it
 * ends with that. `undefined` where there is nothing to read.
 */
export function rangeOf(window: DateRange, clock: PersonClock, now: number): DateRange | undefined {
  const today = utcDate(now)
  if (window.startDate > today && window.startDate > clock.latestDate) return undefined
  const endDate = window.endDate >= today ? clock.latestDate : window.endDate
  return { startDate: window.startDate < endDate ? window.startDate : endDate, endDate }
}

function utcDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
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
  const midnight = Date.parse(`${date}T00:00:00Z`)
  let before = midnight - (EARLIEST_OFFSET_HOURS + 1) * HOUR_MILLISECONDS
  let after = midnight - (LATEST_OFFSET_HOURS - 1) * HOUR_MILLISECONDS
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000
    if (dateIn(timeZone, middle) < date) before = middle
    else after = middle
  }
  return after
}
