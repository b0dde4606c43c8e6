import { NO_CONNECTION } from '@tributary/jobs'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { partitionOf } from './partitions/partition-name.ts'
import type { MetricsTables } from './tables.ts'

/** The measurements of a page, no external id twice. Columns are arrays as text. */
export interface IncomingMeasurements {
  readonly userId: string
  readonly integration: string
  readonly connectionId: string | null
  readonly count: number
  readonly externalIds: string
  readonly metrics: string
  readonly instants: string
  readonly values: string
  readonly units: string
}

/** What is stored of a page already. */
export interface StoredMeasurements {
  /** The external ids that are stored. */
  readonly known: ReadonlySet<string>
  /** Those of them that are stored at another instant. */
  readonly moved: ReadonlySet<string>
  /** The partitions that the page needs and that do not exist. */
  readonly missing: readonly string[]
}

/**
 * Looks the external ids of a page up in each partition, one by one: before the tables have statistics, a join would compare each with each. Being one
 * statement that reads the table, it also keeps its partitions from being dropped until the transaction ends.
 */
export async function listStored(
  trx: Transaction<MetricsTables>,
  incoming: IncomingMeasurements,
): Promise<StoredMeasurements> {
  const { rows } = await sql<{
    stored: readonly { id: string; moved: boolean }[]
    missing: readonly string[]
  }>`
    with incoming as materialized (
      select * from unnest(${incoming.externalIds}::text[], ${incoming.instants}::timestamptz[])
        as incoming (external_id, measured_at)
    )
    select
      (
        select coalesce(json_agg(json_build_object('id', incoming.external_id, 'moved', stored.moved)), '[]')
        from incoming cross join lateral (
          select measurements.measured_at <> incoming.measured_at as moved from measurements
          where external_id = incoming.external_id and ${isOf(incoming)}
          limit 1
        ) as stored
      ) as stored,
      array(
        select distinct name from (select ${partitionOf(sql`measured_at`)} as name from incoming) as needed
        where to_regclass('public.measurements_' || name) is null
      ) as missing`.execute(trx)
  const { stored = [], missing = [] } = rows[0] ?? {}
  return {
    known: new Set(stored.map(({ id }) => id)),
    moved: new Set(stored.filter(({ moved }) => moved).map(({ id }) => id)),
    missing,
  }
}

/** Inserts measurements, and updates those that differ at the same instant. Resolves to how many it wrote. */
export async function upsertMeasurements(
  trx: Transaction<MetricsTables>,
  incoming: IncomingMeasurements,
): Promise<number> {
  if (incoming.count === 0) return 0
  const { numAffectedRows } = await sql`
    insert into measurements (user_id, source, connection_id, external_id, metric, measured_at, value, unit)
    select ${incoming.userId}, ${incoming.integration}, ${incoming.connectionId ?? NO_CONNECTION}::uuid, incoming.*
    from ${rowsOf(incoming)}
    on conflict on constraint measurements_identity do update set
      metric = excluded.metric,
      value = excluded.value,
      unit = excluded.unit,
      updated_at = now()
    where (measurements.metric, measurements.value, measurements.unit)
      is distinct from (excluded.metric, excluded.value, excluded.unit)`.execute(trx)
  return Number(numAffectedRows ?? 0)
}

/** Writes measurements that are stored at another instant. Each keeps its id, and no deletion is recorded. Resolves to how many there were. */
export async function moveMeasurements(
  trx: Transaction<MetricsTables>,
  incoming: IncomingMeasurements,
): Promise<number> {
  if (incoming.count === 0) return 0
  const { numAffectedRows } = await sql`
    update measurements set
      metric = incoming.metric,
      measured_at = incoming.measured_at,
      value = incoming.value,
      unit = incoming.unit,
      updated_at = now()
    from ${rowsOf(incoming)}
    where measurements.external_id = incoming.external_id and ${isOf(incoming)}`.execute(trx)
  return Number(numAffectedRows ?? 0)
}

function rowsOf({
  externalIds,
  metrics,
  instants,
  values,
  units,
}: IncomingMeasurements): RawBuilder<unknown> {
  return sql`unnest(
    ${externalIds}::text[], ${metrics}::text[], ${instants}::timestamptz[], ${values}::double precision[], ${units}::text[]
  ) as incoming (external_id, metric, measured_at, value, unit)`
}

function isOf({ userId, integration, connectionId }: IncomingMeasurements): RawBuilder<unknown> {
  return sql`measurements.connection_id = ${connectionId ?? NO_CONNECTION}::uuid
    and measurements.user_id = ${userId} and measurements.source = ${integration}`
}
