import type { Database } from '@tributary/database'
import type { ExportSource } from '@tributary/exports'
import { leftOutOfExport } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { type Kysely, sql } from 'kysely'
import { exportEvents } from './events/export-events.ts'
import { exportValues } from './export-values.ts'
import type { MetricsTables } from './tables.ts'

const scopes = ['metrics:read']

/** Daily values and events, for exports that are kept. */
export function metricExports(
  database: () => Database,
  definitions: () => readonly IntegrationDefinition[],
): readonly ExportSource[] {
  const tables = () => database().tables<MetricsTables>()
  const notIntegrations = () => leftOutOfExport(definitions(), undefined)
  return [
    {
      contents: 'metrics',
      displayName: 'Daily values',
      scopes,
      count: (userId) => countRows(tables(), 'daily_metric_values', userId),
      open: (query) => exportValues(tables(), { ...query, notIntegrations: notIntegrations() }),
    },
    {
      contents: 'events',
      displayName: 'Events',
      scopes,
      count: (userId) => countRows(tables(), 'events', userId),
      open: (query) => exportEvents(tables(), { ...query, filter: { notIntegrations: notIntegrations() } }),
    },
  ]
}

async function countRows(
  db: Kysely<MetricsTables>,
  table: 'daily_metric_values' | 'events',
  userId: string,
): Promise<number> {
  const { count } = await db
    .selectFrom(table)
    .select(sql<number>`count(*)`.as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return count
}
