import { arrayLiteral } from '@tributary/database'
import { NO_CONNECTION, type UndoneImport, type UndoneRecords } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import type { MetricsTables } from '../tables.ts'
import { lockImported } from './lock-imported.ts'

type Trx = Transaction<MetricsTables>

/** How many values one step of undoing takes. */
const VALUES_AT_ONCE = 5000

interface Whose {
  readonly userId: string
  readonly integration: string
}

export interface ValueKey {
  readonly metric: string
  readonly date: string
}

/** Records which values a page without a connection has delivered, as they are stored now. Without `importId` it is that of a sync. */
export async function insertValueImports(
  trx: Trx,
  {
    userId,
    integration,
    jobId,
    importId,
  }: Whose & { readonly jobId: string; readonly importId: string | undefined },
  keys: readonly ValueKey[],
): Promise<void> {
  await sql`
    insert into daily_value_imports (
      user_id, date, metric, source, import_id, job_id, number_value, time_value, text_value, boolean_value, unit
    )
    select user_id, value.date, value.metric, source, ${importId ?? NO_CONNECTION}::uuid, ${jobId}::uuid,
      number_value, time_value, text_value, boolean_value, unit
    from unnest(
      ${arrayLiteral(keys.map(({ date }) => date))}::date[],
      ${arrayLiteral(keys.map(({ metric }) => metric))}::text[]
    ) as key (date, metric)
    -- One by one, as below.
    cross join lateral (
      select * from daily_metric_values
      where user_id = ${userId} and date = key.date and metric = key.metric and source = ${integration}
        and connection_id = ${sql.lit(NO_CONNECTION)}::uuid
      limit 1
    ) as value
    on conflict on constraint daily_value_imports_identity do update set
      job_id = excluded.job_id,
      number_value = excluded.number_value,
      time_value = excluded.time_value,
      text_value = excluded.text_value,
      boolean_value = excluded.boolean_value,
      unit = excluded.unit,
      delivered_at = excluded.delivered_at`.execute(trx)
}

/** Forgets who has delivered values that were wrong, so that undoing an import does not bring them back. */
export async function deleteValueImports(
  trx: Trx,
  { userId, integration }: Whose,
  keys: readonly ValueKey[],
): Promise<void> {
  await sql`
    delete from daily_value_imports as value
    using unnest(
      ${arrayLiteral(keys.map(({ date }) => date))}::date[],
      ${arrayLiteral(keys.map(({ metric }) => metric))}::text[]
    ) as wrong (date, metric)
    where value.user_id = ${userId} and value.source = ${integration}
      and value.date = wrong.date and value.metric = wrong.metric`.execute(trx)
}

/** Deletes the next values that only one import has delivered. The others become what the last of the remaining imports has delivered. */
export async function undoValueImport(
  trx: Trx,
  { userId, integration, importId }: UndoneImport,
): Promise<UndoneRecords> {
  await lockImported(trx, 'values', { userId, integration })
  // Rows are looked up one by one, by `limit 1`: before the tables have statistics, a join would compare each with each.
  const stored = sql`
    select ctid from daily_metric_values
    where user_id = ${userId} and date = key.date and metric = key.metric and source = ${integration}
      and connection_id = ${sql.lit(NO_CONNECTION)}::uuid
    limit 1`
  const remaining = sql`
    select * from daily_value_imports
    where user_id = ${userId} and date = key.date and metric = key.metric and source = ${integration}
      and import_id <> ${importId}::uuid
    order by delivered_at desc limit 1`
  const { rows } = await sql<{ taken: number; deleted: number }>`
    with taken as (
      delete from daily_value_imports
      where ctid = any(array(
        select ctid from daily_value_imports
        where import_id = ${importId}::uuid and user_id = ${userId} and source = ${integration}
        order by metric, date limit ${VALUES_AT_ONCE}
      ))
      returning metric, date
    ),
    found as (
      select stored.ctid as place, remaining.*
      from taken as key
      cross join lateral (${stored}) as stored
      left join lateral (${remaining}) as remaining on true
    ),
    restored as (
      update daily_metric_values as value set
        job_id = found.job_id,
        number_value = found.number_value,
        time_value = found.time_value,
        text_value = found.text_value,
        boolean_value = found.boolean_value,
        unit = found.unit,
        updated_at = now()
      from found
      where value.ctid = found.place and found.import_id is not null
        and (value.number_value, value.time_value, value.text_value, value.boolean_value, value.unit)
          is distinct from (
            found.number_value, found.time_value, found.text_value, found.boolean_value, found.unit
          )
    ),
    gone as (
      delete from daily_metric_values
      where ctid = any(array(select place from found where import_id is null))
      returning metric
    )
    select (select count(*) from taken)::integer as taken, (select count(*) from gone)::integer as deleted
  `.execute(trx)
  const { taken = 0, deleted = 0 } = rows[0] ?? {}
  return { deleted, kept: taken - deleted, hasMore: taken === VALUES_AT_ONCE }
}
