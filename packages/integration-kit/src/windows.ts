import { addDays, utcDate } from './dates/calendar.ts'
import type { DateRange } from './dates/date-range.ts'
import type { IntegrationDefinition } from './integration.ts'

type Definition = Pick<IntegrationDefinition, 'schedule' | 'facts'>

const DEFAULT_WINDOW_DAYS = 7

/** How many days a sync of an integration reads again. */
export function windowDaysOf({ schedule }: Pick<Definition, 'schedule'>): number {
  return schedule?.windowDays ?? DEFAULT_WINDOW_DAYS
}

/**
 * The newest local date that there is anywhere: tomorrow in UTC. Every window that reaches to the present ends with it, since where
 * the person is is not known.
 */
export function latestDate(now: Date): string {
  return addDays(utcDate(now), 1)
}

/**
 * The local dates of a sync: the last days of UTC, today included, and one more at each end, since it may be tomorrow already where the
 * person is, or still yesterday. The last date may lie in the future everywhere.
 */
export function syncWindow(definition: Pick<Definition, 'schedule'>, now: Date): DateRange {
  return { startDate: addDays(utcDate(now), -windowDaysOf(definition)), endDate: latestDate(now) }
}

/**
 * The dates that syncs no longer read: from the beginning of the first back-fill of a connection, as far as the provider has them, to
 * the day before the window of a sync. `undefined` without such days.
 */
export function historyWindow(
  definition: Definition,
  { connectedAt, now }: { readonly connectedAt: Date; readonly now: Date },
): DateRange | undefined {
  const { schedule, facts } = definition
  const first = addDays(utcDate(connectedAt), 1 - Math.max(schedule?.backfillDays ?? 0, 1))
  const limit = facts?.historyLimitDays
  const kept = limit === undefined ? first : addDays(utcDate(now), 1 - limit)
  const startDate = first < kept ? kept : first
  const endDate = addDays(syncWindow(definition, now).startDate, -1)
  return startDate <= endDate ? { startDate, endDate } : undefined
}
