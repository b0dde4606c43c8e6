import type { IntegrationDefinition, RateLimit, SyncSchedule } from '@tributary/integration-kit/host'
import { isTimeZone } from '@tributary/integration-kit/host'

/** Days of a person are no longer; a longer count would outlive its row. */
const MAX_WINDOW_SECONDS = 24 * 3600

const SCHEDULE_LIMITS = {
  everyMinutes: { from: 1, to: 7 * 24 * 60 },
  windowDays: { from: 1, to: 3_653 },
  backfillDays: { from: 0, to: 36_525 },
} as const

/** What is wrong with the schedule of a definition. */
export function* scheduleMistakes({ name, schedule = {} }: IntegrationDefinition): Generator<string> {
  for (const [key, { from, to }] of Object.entries(SCHEDULE_LIMITS)) {
    const value = schedule[key as keyof SyncSchedule]
    if (value !== undefined && !isWholeFrom(value, from, to))
      yield `integration "${name}" has schedule.${key} = ${value}: use a whole number from ${from} to ${to}`
  }
}

/** What is wrong with the rate limits of a definition. */
export function* rateLimitMistakes({ name, api }: IntegrationDefinition): Generator<string> {
  const seen = new Map<string, number>()
  for (const [n, limit] of (api?.rateLimits ?? []).entries()) {
    const label = `integration "${name}", api.rateLimits[${n}],`
    yield* mistakesOf(limit, label)
    const { per, perSeconds, perDayIn, window, counts } = limit
    const key = JSON.stringify([per, perSeconds, perDayIn, window ?? 'rolling', counts ?? 'requests'])
    const other = seen.get(key)
    if (other !== undefined)
      yield `${label} counts the same as api.rateLimits[${other}]: leave the smaller one`
    seen.set(key, n)
  }
}

function* mistakesOf(limit: RateLimit, label: string): Generator<string> {
  const { requests, per, perSeconds, perDayIn, window, counts } = limit
  if (!isWholeFrom(requests, 1, 1_000_000_000))
    yield `${label} has requests = ${requests}: use a whole number from 1`
  if (!['account', 'client'].includes(per)) yield `${label} has per = "${per}": use "account" or "client"`
  if (!['requests', 'cost'].includes(counts ?? 'requests'))
    yield `${label} has counts = "${counts}": use "requests" or "cost"`
  if ((perSeconds === undefined) === (perDayIn === undefined)) {
    yield `${label} needs either perSeconds or perDayIn: give exactly one of them`
  } else if (perDayIn !== undefined) {
    if (!isTimeZone(perDayIn))
      yield `${label} has perDayIn = "${perDayIn}": use an IANA time zone, like "America/Los_Angeles"`
    if (window !== undefined) yield `${label} is of a day: leave out "window"`
  } else {
    if (!isWholeFrom(perSeconds, 1, MAX_WINDOW_SECONDS))
      yield `${label} has perSeconds = ${perSeconds}: use a whole number from 1 to ${MAX_WINDOW_SECONDS}`
    if (!['rolling', 'fixed'].includes(window ?? 'rolling'))
      yield `${label} has window = "${window}": use "rolling" or "fixed"`
  }
}

function isWholeFrom(value: unknown, from: number, to: number): boolean {
  return Number.isInteger(value) && (value as number) >= from && (value as number) <= to
}
