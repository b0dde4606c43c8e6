import { arrayLiteral } from '@tributary/database'
import { NO_CONNECTION, type UndoneImport, type UndoneRecords } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import { lockImported } from '../imports/lock-imported.ts'
import type { MetricsTables } from '../tables.ts'

type Trx = Transaction<MetricsTables>

/** How many events one step of undoing takes. */
const EVENTS_AT_ONCE = 5000

interface Whose {
  readonly userId: string
  readonly integration: string
}

/** Records which events a page without a connection has delivered, new and known ones. Without `importId` it is that of a sync. */
export async function insertEventImports(
  trx: Trx,
  { userId, integration, importId }: Whose & { readonly importId: string | undefined },
  externalIds: readonly string[],
): Promise<void> {
  await sql`
    insert into event_imports (event_id, import_id)
    select id, ${importId ?? NO_CONNECTION}::uuid from events
    where external_id = any(${arrayLiteral(externalIds)}::text[])
      and connection_id = ${sql.lit(NO_CONNECTION)}::uuid and user_id = ${userId} and source = ${integration}
    on conflict do nothing`.execute(trx)
}

/** Deletes the next events that only one import has delivered; those of other imports stay. */
export async function undoEventImport(
  trx: Trx,
  { userId, integration, importId }: UndoneImport,
): Promise<UndoneRecords> {
  await lockImported(trx, 'events', { userId, integration })
  const { rows } = await sql<{ taken: number; deleted: number }>`
    with taken as (
      delete from event_imports where import_id = ${importId}::uuid and event_id in (
        select event_id from event_imports where import_id = ${importId}::uuid
        order by event_id limit ${EVENTS_AT_ONCE}
      ) returning event_id
    ),
    gone as (
      delete from events using taken
      where events.id = taken.event_id and events.user_id = ${userId} and events.source = ${integration}
        and not exists (
          select from event_imports as other
          where other.event_id = taken.event_id and other.import_id <> ${importId}::uuid
        )
      returning events.id
    )
    select (select count(*) from taken)::integer as taken, (select count(*) from gone)::integer as deleted
  `.execute(trx)
  const { taken = 0, deleted = 0 } = rows[0] ?? {}
  return { deleted, kept: taken - deleted, hasMore: taken === EVENTS_AT_ONCE }
}
