import { localDateIn } from '@tributary/integration-kit/dates'
import type { RateLimit } from '@tributary/integration-kit/host'

/** A clock-aligned window, in seconds since 1970; its end is the start of the next. */
export interface FixedWindow {
  readonly start: number
  readonly end: number
}

/** The longest possible day, including a change of the time zone's offset. */
const LONGEST_DAY_SECONDS = 26 * 3600

/** The window of a limit that is fixed to the clock; `undefined` for a rolling one. */
export function fixedWindowOf(limit: RateLimit, now: number): FixedWindow | undefined {
  if (limit.perDayIn !== undefined) return dayIn(limit.perDayIn, now)
  if (limit.window !== 'fixed') return undefined
  const start = Math.floor(now / limit.perSeconds) * limit.perSeconds
  return { start, end: start + limit.perSeconds }
}

const zones = new Map<string, (instant: string) => string>()

/** The local day of an instant, which has 23 or 25 hours twice a year. */
function dayIn(timeZone: string, now: number): FixedWindow {
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
