import { NO_CONNECTION } from '@tributary/jobs'
import type { DailyMetricValueRow } from './tables.ts'
import { typeOf, valueOf } from './value-store.ts'

/** A daily value of one origin, as in exports and the feed of changes. */
export function viewValue(row: DailyMetricValueRow) {
  const { date, metric, source: integration, connection_id, unit, updated_at } = row
  return {
    date,
    metric,
    integration,
    connectionId: connection_id === NO_CONNECTION ? null : connection_id,
    value: valueOf(row),
    unit,
    type: typeOf(row),
    updatedAt: updated_at.toISOString(),
  }
}
