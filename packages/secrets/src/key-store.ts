import { filledTables, isForeignKeyViolation, MIGRATIONS_SCHEMA } from '@tributary/database'
import { sql } from 'kysely'
import type { SecretsDb } from './tables.ts'

/** The data keys as the database has them, wrapped, and what says which master key wrapped them. */
export interface StoredKeys {
  readonly canary: string
  readonly activeKeyId: string
  readonly keys: readonly { readonly id: string; readonly wrapped: string }[]
}

/** All in one statement: keys and canary of the same moment. `undefined` before the first start. */
export async function readKeys(db: SecretsDb): Promise<StoredKeys | undefined> {
  const rows = await db
    .selectFrom('secrets_instance')
    .innerJoin('secret_keys', (join) => join.onTrue())
    .select(['canary', 'active_key_id', 'secret_keys.id', 'wrapped'])
    .execute()
  const [first] = rows
  if (first === undefined) return undefined
  const { canary, active_key_id: activeKeyId } = first
  return { canary, activeKeyId, keys: rows.map(({ id, wrapped }) => ({ id, wrapped })) }
}

/** What a database without usable keys holds all the same, and since when it has the tables for them. */
export async function readTraces(
  db: SecretsDb,
): Promise<{ readonly filled: readonly string[]; readonly migratedAt: Date | undefined }> {
  const own = await sql<{ name: string }>`
    select 'secret_keys' as name where exists (select from secret_keys)
    union all select 'secrets_instance' where exists (select from secrets_instance)`.execute(db)
  const { rows } = await sql<{ at: Date | null }>`
    select min(applied_at) as at from ${sql.table(`${MIGRATIONS_SCHEMA}.applied`)} where plugin = 'secrets'`.execute(
    db,
  )
  const filled = [...own.rows.map(({ name }) => name), ...(await filledTables(db, 'users'))]
  return { filled, migratedAt: rows[0]?.at ?? undefined }
}

/**
 * Makes the first data key and the canary. Of several first starts one gets `true`; the others wait for it at the row
 * and find theirs taken. Runs in a transaction.
 */
export async function insertFirstKey(
  trx: SecretsDb,
  first: { id: string; wrapped: string; canary: string },
): Promise<boolean> {
  const { id, wrapped, canary } = first
  await insertKey(trx, { id, wrapped })
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('secrets_instance')
    .values({ canary, active_key_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 1n) return true
  await trx.deleteFrom('secret_keys').where('id', '=', id).execute()
  return false
}

export async function insertKey(trx: SecretsDb, key: { id: string; wrapped: string }): Promise<void> {
  await trx.insertInto('secret_keys').values(key).execute()
}

/** Lets one rotation at a time decide what it does; ends with the transaction. Readers and writers go on. */
export async function lockKeys(trx: SecretsDb): Promise<void> {
  await trx.selectFrom('secrets_instance').select('singleton').forNoKeyUpdate().execute()
}

export async function setActiveKey(trx: SecretsDb, id: string): Promise<void> {
  await trx.updateTable('secrets_instance').set({ active_key_id: id }).execute()
}

/** Replaces a wrapping, under a new master key. */
export async function setWrapped(trx: SecretsDb, key: { id: string; wrapped: string }): Promise<void> {
  await trx.updateTable('secret_keys').set({ wrapped: key.wrapped }).where('id', '=', key.id).execute()
}

export async function setCanary(trx: SecretsDb, canary: string): Promise<void> {
  await trx.updateTable('secrets_instance').set({ canary }).execute()
}

/**
 * Drops the data keys that nothing is sealed with any more. A key that a transaction is just about to use stays: dropping
 * it waits for that transaction, and then its foreign key refuses. Not for use in a transaction, which that would end.
 */
export async function dropUnusedKeys(db: SecretsDb): Promise<void> {
  try {
    await db
      .deleteFrom('secret_keys')
      .where('id', 'not in', (query) => query.selectFrom('secrets_instance').select('active_key_id'))
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('secrets').select('key_id').whereRef('secrets.key_id', '=', 'secret_keys.id'))),
      )
      .execute()
  } catch (error) {
    if (!isForeignKeyViolation(error)) throw error
  }
}

/** How many data keys there are beside the active one. */
export async function countRetiredKeys(db: SecretsDb): Promise<number> {
  const { retired } = await db
    .selectFrom('secret_keys')
    .select(sql<number>`count(*)`.as('retired'))
    .where('id', 'not in', (query) => query.selectFrom('secrets_instance').select('active_key_id'))
    .executeTakeFirstOrThrow()
  return retired
}

/** The data keys, the newest first, with how many secrets each has sealed. */
export async function countByKey(db: SecretsDb) {
  return db
    .selectFrom('secret_keys')
    .leftJoin('secrets', 'secrets.key_id', 'secret_keys.id')
    .select((query) => [
      'secret_keys.id',
      'secret_keys.created_at',
      query.fn.count<number>('secrets.name').as('secrets'),
      query
        .exists(
          query
            .selectFrom('secrets_instance')
            .select('singleton')
            .whereRef('active_key_id', '=', 'secret_keys.id'),
        )
        .as('active'),
    ])
    .groupBy(['secret_keys.id', 'secret_keys.created_at'])
    .orderBy('secret_keys.created_at', 'desc')
    .orderBy('secret_keys.id')
    .execute()
}
