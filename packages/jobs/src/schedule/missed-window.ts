import type { OpenConnection } from '@tributary/connections'
import { addDays, type DateRange, utcDate } from '@tributary/integration-kit/dates'
import { historyWindow, type IntegrationDefinition } from '@tributary/integration-kit/host'

/**
 * The dates without a sync that the window of the next one does not reach: the server was off, or the connection
 * paused, for longer than its window. `undefined` without missed dates.
 */
export function missedWindow(
  definition: Pick<IntegrationDefinition, 'schedule' | 'facts'>,
  { connectedAt, lastSyncAt }: Pick<OpenConnection, 'connectedAt' | 'lastSyncAt'>,
  now: Date,
): DateRange | undefined {
  const history = historyWindow(definition, { connectedAt, now })
  if (lastSyncAt === null || history === undefined) return undefined
  // One day more: in the person's time zone, that sync may have been on the day before.
  const since = addDays(utcDate(lastSyncAt), -1)
  const startDate = since < history.startDate ? history.startDate : since
  return startDate <= history.endDate ? { startDate, endDate: history.endDate } : undefined
}
