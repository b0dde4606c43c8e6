import { localDateIn } from './local-date.ts'

/** A day of a time zone, in seconds since 1970; its end is the start of the next. */
export interface LocalDay {
  readonly start: number
  readonly end: number
}

/** The longest possible day, including a change of the time zone's offset. */
const LONGEST_DAY_SECONDS = 26 * 3600

const zones = new Map<string, (instant: string) => string>()

/**
 * The local day of an instant, given and returned in seconds since 1970. It has 23 or 25 hours twice a year.
 *
 * @example
 * localDayAt(1_793_500_000, 'America/Los_Angeles').end // 1793516400
 */
export function localDayAt(now: number, timeZone: string): LocalDay {
  const localDate = zones.get(timeZone) ?? localDateIn(timeZone)
  zones.set(timeZone, localDate)
  const dateAt = (seconds: number) => localDate(new Date(seconds * 1000).toISOString())
  const today = dateAt(now)
  const second = Math.floor(now)
  return {
    start: firstWhere((at) => dateAt(at) === today, [second - LONGEST_DAY_SECONDS, second]),
    end: firstWhere((at) => dateAt(at) !== today, [second, second + LONGEST_DAY_SECONDS]),
  }
}

/** The first second of a range at which a condition holds; it must hold at the end of the range. */
function firstWhere(holds: (second: number) => boolean, [from, to]: readonly [number, number]): number {
  let [before, after] = [from, to]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (holds(middle)) after = middle
    else before = middle
  }
  return after
}
