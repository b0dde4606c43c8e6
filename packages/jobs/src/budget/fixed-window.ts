import { localDayAt } from '@tributary/integration-kit/dates'
import type { RateLimit } from '@tributary/integration-kit/host'

/** A clock-aligned window, in seconds since 1970; its end is the start of the next. */
export interface FixedWindow {
  readonly start: number
  readonly end: number
}

/** The window of a limit that is fixed to the clock; `undefined` for a rolling one. */
export function fixedWindowOf(limit: RateLimit, now: number): FixedWindow | undefined {
  if (limit.perDayIn !== undefined) return localDayAt(now, limit.perDayIn)
  if (limit.window !== 'fixed') return undefined
  const start = Math.floor(now / limit.perSeconds) * limit.perSeconds
  return { start, end: start + limit.perSeconds }
}
