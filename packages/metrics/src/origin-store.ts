import { type Kysely, sql, type Transaction } from 'kysely'
import { originOf } from './shown-value.ts'
import type { MetricsTables } from './tables.ts'
import type { DeliveredBy } from './value-store.ts'

type Db = Kysely<MetricsTables>

/** In `metric_preferences`: the order for all metrics without their own. */
export const ALL_METRICS = ''

/** Appends an origin to those that have delivered before. Takes no lock if it is known. */
export async function recordOrigin(
  trx: Transaction<MetricsTables>,
  userId: string,
  origin: string,
): Promise<void> {
  await sql`
    insert into metric_origins as known (user_id, origins)
    select ${userId}, array[${origin}]
    where not exists (
      select from metric_origins where user_id = ${userId} and ${origin} = any(origins)
    )
    on conflict (user_id) do update set origins = known.origins || excluded.origins
      where not known.origins @> excluded.origins`.execute(trx)
}

/** Deletes origins from a user's orders before their values are deleted: one connection, or an integration's files and connections. */
export async function deleteOriginsBefore(
  trx: Transaction<MetricsTables>,
  userId: string,
  { source, connectionId }: DeliveredBy,
): Promise<void> {
  const gone = connectionId === undefined ? await originsOfSource(trx, userId, source) : [connectionId]
  for (const table of ['metric_origins', 'metric_preferences'] as const) {
    await sql`
      update ${sql.table(table)} set origins = array(
        select origin from unnest(origins) with ordinality as kept (origin, place)
        where origin <> all(${gone}::text[]) order by place
      )
      where user_id = ${userId} and origins && ${gone}::text[]`.execute(trx)
  }
  await sql`delete from metric_origins where user_id = ${userId} and origins = '{}'`.execute(trx)
}

async function originsOfSource(db: Db, userId: string, source: string): Promise<string[]> {
  const rows = await db
    .selectFrom('daily_metric_values')
    .select(['source', 'connection_id'])
    .distinct()
    .where('user_id', '=', userId)
    .where('source', '=', source)
    .execute()
  // The files of the integration, also if an order names them and no file has been imported.
  return [...new Set([source, ...rows.map(originOf)])]
}

/** Whether a user has rows of an integration or of a connection. */
export async function hasDelivered(
  db: Db,
  {
    userId,
    table,
  }: { readonly userId: string; readonly table: 'daily_metric_values' | 'measurements' | 'events' },
  by: { readonly integration: string } | { readonly connectionId: string },
): Promise<boolean> {
  for (const each of table === 'measurements'
    ? (['measurements', 'measurement_summaries'] as const)
    : [table]) {
    const rows = db.selectFrom(each).select('user_id').where('user_id', '=', userId).limit(1)
    const found =
      'integration' in by
        ? rows.where('source', '=', by.integration)
        : rows.where('connection_id', '=', by.connectionId)
    if ((await found.executeTakeFirst()) !== undefined) return true
  }
  return false
}

/** The origins of a user's values, in the order of their first delivery. */
export async function listOrigins(db: Db, userId: string): Promise<readonly string[]> {
  const row = await db
    .selectFrom('metric_origins')
    .select('origins')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.origins ?? []
}

/** A user's orders of preference, by metric; `ALL_METRICS` first. */
export async function listPreferences(
  db: Db,
  userId: string,
): Promise<readonly { readonly metric: string; readonly origins: readonly string[] }[]> {
  return db
    .selectFrom('metric_preferences')
    .select(['metric', 'origins'])
    .where('user_id', '=', userId)
    .orderBy(sql`metric collate "C"`)
    .execute()
}

/** Sets a user's order of preference for a metric, or for all. */
export async function savePreference(
  db: Db,
  userId: string,
  { metric, origins }: { readonly metric: string; readonly origins: readonly string[] },
): Promise<void> {
  await db
    .insertInto('metric_preferences')
    .values({ user_id: userId, metric, origins: [...origins] })
    .onConflict((conflict) => conflict.columns(['user_id', 'metric']).doUpdateSet({ origins: [...origins] }))
    .execute()
}

export async function deletePreference(db: Db, userId: string, metric: string): Promise<void> {
  await db
    .deleteFrom('metric_preferences')
    .where('user_id', '=', userId)
    .where('metric', '=', metric)
    .execute()
}

/** Deletes the origins of a user, with the user. */
export async function deleteOriginsOf(trx: Transaction<MetricsTables>, userId: string): Promise<void> {
  for (const table of ['metric_origins', 'metric_preferences'] as const)
    await trx.deleteFrom(table).where('user_id', '=', userId).execute()
}
