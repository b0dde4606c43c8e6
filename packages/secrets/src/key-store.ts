import { filledTables, isForeignKeyViolation, MIGRATIONS_SCHEMA } from '@tributary/database'
import { sql } from 'kysely'
import type { SecretsDb } from './tables.ts'

/** The wrapped data keys in the database, and the canary that identifies their master key. */
export interface StoredKeys {
  readonly canary: string
  readonly activeKeyId: string
  readonly keys: readonly { readonly id: string; readonly wrapped: string }[]
}

/** One statement, so that keys and canary are consistent. `undefined` before the first start. */
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

/** What a database without usable keys contains, and when its tables were created. */
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
 * Inserts the first data key and the canary. Of several concurrent first starts one gets `true`; the others wait for its
 * row lock and get `false`. Runs in a transaction.
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

/** Serializes the decisions of rotations until the transaction ends. Does not block readers and writers. */
export async function lockKeys(trx: SecretsDb): Promise<void> {
  await trx.selectFrom('secrets_instance').select('singleton').forNoKeyUpdate().execute()
}

export async function setActiveKey(trx: SecretsDb, id: string): Promise<void> {
  await trx.updateTable('secrets_instance').set({ active_key_id: id }).execute()
}

/** Replaces the wrapping of a data key under a new master key. */
export async function setWrapped(trx: SecretsDb, key: { id: string; wrapped: string }): Promise<void> {
  await trx.updateTable('secret_keys').set({ wrapped: key.wrapped }).where('id', '=', key.id).execute()
}

export async function setCanary(trx: SecretsDb, canary: string): Promise<void> {
  await trx.updateTable('secrets_instance').set({ canary }).execute()
}

/**
 * Deletes data keys that no secret is sealed with. A key that an open transaction is about to use is kept: the deletion
 * waits for that transaction, then its foreign key refuses. Not for use in a transaction, since a refusal would abort it.
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

/** The number of data keys beside the active one. */
export async function countRetiredKeys(db: SecretsDb): Promise<number> {
  const { retired } = await db
    .selectFrom('secret_keys')
    .select(sql<number>`count(*)`.as('retired'))
    .where('id', 'not in', (query) => query.selectFrom('secrets_instance').select('active_key_id'))
    .executeTakeFirstOrThrow()
  return retired
}

/** The data keys, newest first, with the number of secrets sealed with each. */
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
