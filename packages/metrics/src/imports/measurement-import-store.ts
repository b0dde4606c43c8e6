import { arrayLiteral } from '@tributary/database'
import { NO_CONNECTION, type UndoneImport, type UndoneRecords } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import type { MetricsTables } from '../tables.ts'
import { lockImported } from './lock-imported.ts'

type Trx = Transaction<MetricsTables>

/** How many measurements one step of undoing takes. */
const MEASUREMENTS_AT_ONCE = 5000

/** Records which measurements a page without a connection has delivered, new and known ones. Without `importId` it is that of a sync. */
export async function insertMeasurementImports(
  trx: Trx,
  {
    userId,
    integration,
    importId,
  }: Omit<UndoneImport, 'importId'> & { readonly importId: string | undefined },
  externalIds: readonly string[],
): Promise<void> {
  await sql`
    insert into measurement_imports (external_id, user_id, source, import_id)
    select delivered.external_id, ${userId}, ${integration}, ${importId ?? NO_CONNECTION}::uuid
    from unnest(${arrayLiteral(externalIds)}::text[]) as delivered (external_id)
    on conflict do nothing`.execute(trx)
}

/** Deletes the next measurements that only one import has delivered; those of other imports stay. */
export async function undoMeasurementImport(
  trx: Trx,
  { userId, integration, importId }: UndoneImport,
): Promise<UndoneRecords> {
  await lockImported(trx, 'measurements', { userId, integration })
  const { rows } = await sql<{ taken: number; deleted: number }>`
    with taken as (
      delete from measurement_imports
      where ctid = any(array(
        select ctid from measurement_imports
        where import_id = ${importId}::uuid and user_id = ${userId} and source = ${integration}
        order by external_id limit ${MEASUREMENTS_AT_ONCE}
      ))
      returning external_id
    ),
    gone as (
      delete from measurements
      -- One measurement has an external id, in whichever partition. By an array, since a join would compare each with each before the tables have
      -- statistics.
      where connection_id = ${sql.lit(NO_CONNECTION)}::uuid and user_id = ${userId} and source = ${integration}
        and external_id = any(array(
          select taken.external_id
          from taken
          left join lateral (
            select import_id from measurement_imports
            where external_id = taken.external_id and user_id = ${userId} and source = ${integration}
              and import_id <> ${importId}::uuid
            limit 1
          ) as other on true
          where other.import_id is null
        ))
      returning external_id
    )
    select (select count(*) from taken)::integer as taken, (select count(*) from gone)::integer as deleted
  `.execute(trx)
  const { taken = 0, deleted = 0 } = rows[0] ?? {}
  return { deleted, kept: taken - deleted, hasMore: taken === MEASUREMENTS_AT_ONCE }
}
