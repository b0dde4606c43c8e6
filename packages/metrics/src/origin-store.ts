import { type Kysely, sql, type Transaction } from 'kysely'
import type { MetricsTables } from './tables.ts'

type Db = Kysely<MetricsTables>

/** In `metric_preferences`: the order of all metrics that have none of their own. */
export const ALL_METRICS = ''

/** Adds an origin behind those that have delivered before. Locks nothing where it is known. */
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

/** Forgets an origin whose values are deleted. */
export async function forgetOrigin(
  trx: Transaction<MetricsTables>,
  userId: string,
  origin: string,
): Promise<void> {
  for (const table of ['metric_origins', 'metric_preferences'] as const) {
    await sql`
      update ${sql.table(table)} set origins = array_remove(origins, ${origin})
      where user_id = ${userId} and ${origin} = any(origins)`.execute(trx)
  }
}

/** What has delivered values of a user, in the order of the first of each. */
export async function listOrigins(db: Db, userId: string): Promise<readonly string[]> {
  const row = await db
    .selectFrom('metric_origins')
    .select('origins')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.origins ?? []
}

/** A person's orders, by metric; `ALL_METRICS` first. */
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

/** Sets a person's order for a metric, or for all. */
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

/** Deletes what is known of a user's origins, with the user. */
export async function deleteOriginsOf(trx: Transaction<MetricsTables>, userId: string): Promise<void> {
  for (const table of ['metric_origins', 'metric_preferences'] as const)
    await trx.deleteFrom(table).where('user_id', '=', userId).execute()
}
