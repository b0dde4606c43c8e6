import { sql } from 'kysely'
import type { SettingsDb } from './tables.ts'

/** The stored values of these keys; absent ones are missing from the result. */
export async function readValues(
  db: SettingsDb,
  keys: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('system_config')
    .select(['key', 'value'])
    .where(sql<boolean>`key = any(${[...keys]}::text[])`)
    .execute()
  return new Map(rows.map(({ key, value }) => [key, value]))
}

/** A stored value, and when it was written, in microseconds. */
export interface StoredRow {
  readonly key: string
  readonly value: unknown
  readonly updatedAt: string
}

/** The rows of all keys with this prefix. */
export async function readRowsOf(db: SettingsDb, prefix: string): Promise<readonly StoredRow[]> {
  return db
    .selectFrom('system_config')
    .select(['key', 'value', sql<string>`updated_at::text`.as('updatedAt')])
    .where(sql<boolean>`starts_with(key, ${prefix})`)
    .orderBy('key')
    .execute()
}

/** Makes other transactions that lock the same prefix wait for the end of this one. */
export async function lockValuesOf(trx: SettingsDb, prefix: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`settings/${prefix}`}, 0))`.execute(trx)
}

/** Writes or replaces a value. `userId` is null for a value that the server converted. */
export async function writeValue(
  trx: SettingsDb,
  entry: { key: string; value: unknown; userId: string | null },
): Promise<void> {
  const { key, value, userId } = entry
  await trx
    .insertInto('system_config')
    .values({ key, value: JSON.stringify(value), updated_by: userId })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((row) => ({
        value: row.ref('excluded.value'),
        updated_at: sql<Date>`now()`,
        updated_by: row.ref('excluded.updated_by'),
      })),
    )
    .execute()
}

export async function deleteValue(trx: SettingsDb, key: string): Promise<void> {
  await trx.deleteFrom('system_config').where('key', '=', key).execute()
}

/** Deletes all values with this prefix, including those of fields that the plugin no longer has. */
export async function deleteValuesOf(trx: SettingsDb, prefix: string): Promise<void> {
  await trx.deleteFrom('system_config').where(sql<boolean>`starts_with(key, ${prefix})`).execute()
}
