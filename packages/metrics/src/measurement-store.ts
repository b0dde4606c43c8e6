import { type KeysetPage, keysetPage } from '@tributary/database'
import type { Kysely } from 'kysely'
import type { MeasurementRow, MetricsTables } from './tables.ts'

/** Which of a user's measurements. Every filter narrows. */
export interface MeasurementFilter {
  readonly metric?: string | undefined
  readonly source?: string | undefined
  readonly connection?: string | undefined
  /** From the first instant on, before the second. */
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/** The newest first. */
export async function listMeasurements(
  db: Kysely<MetricsTables>,
  query: { userId: string; filter: MeasurementFilter; cursor?: string | undefined; limit: number },
): Promise<KeysetPage<MeasurementRow>> {
  const { userId, filter, cursor, limit } = query
  let rows = db.selectFrom('measurements').selectAll().where('user_id', '=', userId)
  if (filter.metric !== undefined) rows = rows.where('metric', '=', filter.metric)
  if (filter.source !== undefined) rows = rows.where('source', '=', filter.source)
  if (filter.connection !== undefined) rows = rows.where('connection_id', '=', filter.connection)
  if (filter.from !== undefined) rows = rows.where('measured_at', '>=', filter.from)
  if (filter.to !== undefined) rows = rows.where('measured_at', '<', filter.to)
  return keysetPage(rows, {
    by: [
      ['measured_at', 'timestamptz'],
      ['id', 'bigint'],
    ],
    limit,
    cursor,
  })
}
