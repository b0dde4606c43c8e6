import type { OpenConnection } from '@tributary/connections'
import type { DateRange } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { addDays, dateOf } from './calendar.ts'
import { syncWindow } from './sync-window.ts'

type Known = Pick<OpenConnection, 'connectedAt' | 'lastSyncAt'>

/**
 * The dates of a connection that scheduled syncs no longer read: from the beginning of its first back-fill, as far as the
 * provider has them, to the day before the window of a sync. `undefined` for a connection that is younger than that.
 */
export function historyWindow(
  { schedule, facts }: Pick<IntegrationDefinition, 'schedule' | 'facts'>,
  { connectedAt }: Pick<Known, 'connectedAt'>,
  now: Date,
): DateRange | undefined {
  const window = syncWindow(now, schedule?.windowDays)
  const first = addDays(dateOf(connectedAt), 1 - Math.max(schedule?.backfillDays ?? 0, 1))
  const limit = facts?.historyLimitDays
  const kept = limit === undefined ? first : addDays(dateOf(now), 1 - limit)
  return rangeOf(first < kept ? kept : first, addDays(window.startDate, -1))
}

/**
 * The dates that passed without a sync and that the next one does not reach: the server was off, or the connection paused,
 * for longer than its window. `undefined` where there are none.
 */
export function missedWindow(
  definition: Pick<IntegrationDefinition, 'schedule' | 'facts'>,
  { connectedAt, lastSyncAt }: Known,
  now: Date,
): DateRange | undefined {
  const history = historyWindow(definition, { connectedAt }, now)
  if (lastSyncAt === null || history === undefined) return undefined
  // A day more: where the person is, that sync may have been on the day before.
  const since = addDays(dateOf(lastSyncAt), -1)
  return rangeOf(since < history.startDate ? history.startDate : since, history.endDate)
}

function rangeOf(startDate: string, endDate: string): DateRange | undefined {
  return startDate <= endDate ? { startDate, endDate } : undefined
}
