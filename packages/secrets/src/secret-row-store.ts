import { type RawBuilder, sql } from 'kysely'
import type { SealedRow, SecretRow, SecretsDb } from './tables.ts'

export async function findSecrets(
  db: SecretsDb,
  owner: string,
  names: readonly string[],
): Promise<SecretRow[]> {
  return db
    .selectFrom('secrets')
    .select(['owner', 'name', 'user_id', 'sealed', 'vault_path'])
    .where('owner', '=', owner)
    .where(sql<boolean>`name = any(${[...names]}::text[])`)
    .execute()
}

/** A secret as a column of another statement. */
export function secretColumn(owner: string, name: RawBuilder<unknown>): RawBuilder<SecretRow | null> {
  return sql`(
    select json_build_object(
      'owner', owner, 'name', name, 'user_id', user_id, 'sealed', sealed, 'vault_path', vault_path)
    from secrets where owner = ${owner} and name = ${name}
  )`
}

/**
 * Inserts or replaces a secret; `false` if its key is no longer the active one.
 *
 * The lock on the key's row makes a rotation wait before it deletes the key: without it, a foreign key could refuse the
 * row and abort the caller's transaction.
 */
export async function upsertSealed(db: SecretsDb, row: SealedRow, keyId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    with usable as (
      select secret_keys.id
      from secret_keys
      join secrets_instance on secrets_instance.active_key_id = secret_keys.id
      where secret_keys.id = ${keyId}
      for key share of secret_keys
    )
    insert into secrets (owner, name, user_id, sealed)
    select ${row.owner}, ${row.name}, ${row.user_id}, ${row.sealed} from usable
    on conflict (owner, name) do update set
      sealed = excluded.sealed, vault_path = null, user_id = excluded.user_id, updated_at = now()`.execute(db)
  return numAffectedRows === 1n
}

/** Inserts or replaces a secret whose value is in Vault. */
export async function upsertVaultPath(
  db: SecretsDb,
  row: { owner: string; name: string; user_id: string | null; vault_path: string },
): Promise<void> {
  await db
    .insertInto('secrets')
    .values({ ...row, sealed: null })
    .onConflict((conflict) =>
      conflict.columns(['owner', 'name']).doUpdateSet((excluded) => ({
        sealed: null,
        vault_path: excluded.ref('excluded.vault_path'),
        user_id: excluded.ref('excluded.user_id'),
        updated_at: sql<Date>`now()`,
      })),
    )
    .execute()
}

export async function deleteSecret(
  db: SecretsDb,
  { owner, name, userId }: { owner: string; name: string; userId?: string | undefined },
): Promise<void> {
  await db
    .deleteFrom('secrets')
    .where('owner', '=', owner)
    .where('name', '=', name)
    .where('user_id', 'is not distinct from', userId ?? null)
    .execute()
}

/** A batch of the secrets that are not sealed with the active key, ordered by owner and name. */
export async function listRetired(
  db: SecretsDb,
  page: { after: { owner: string; name: string } | undefined; limit: number },
): Promise<SealedRow[]> {
  const { after, limit } = page
  let query = db
    .selectFrom('secrets')
    .select(['owner', 'name', 'user_id', 'sealed'])
    .$narrowType<{ sealed: string }>()
    .where('sealed', 'is not', null)
    .where('key_id', 'not in', (keys) => keys.selectFrom('secrets_instance').select('active_key_id'))
  if (after !== undefined) query = query.where(sql<boolean>`(owner, name) > (${after.owner}, ${after.name})`)
  return query.orderBy('owner').orderBy('name').limit(limit).execute()
}

/** A batch of the secrets whose values are not at a place, ordered by owner and name. */
export async function listElsewhere(
  db: SecretsDb,
  page: {
    to: 'sealed' | 'vault'
    after: { readonly owner: string; readonly name: string } | undefined
    limit: number
  },
): Promise<SecretRow[]> {
  const { to, after, limit } = page
  let query = db
    .selectFrom('secrets')
    .select(['owner', 'name', 'user_id', 'sealed', 'vault_path'])
    .where(to === 'vault' ? 'sealed' : 'vault_path', 'is not', null)
  if (after !== undefined) query = query.where(sql<boolean>`(owner, name) > (${after.owner}, ${after.name})`)
  return query.orderBy('owner').orderBy('name').limit(limit).execute()
}

/** Locks a secret that is unchanged since it was read; `false` if it was written or removed meanwhile. */
export async function lockRow(trx: SecretsDb, row: SecretRow): Promise<boolean> {
  const found = await trx
    .selectFrom('secrets')
    .select('owner')
    .where('owner', '=', row.owner)
    .where('name', '=', row.name)
    .where('sealed', 'is not distinct from', row.sealed)
    .where('vault_path', 'is not distinct from', row.vault_path)
    .forUpdate()
    .executeTakeFirst()
  return found !== undefined
}

/** A resealed secret: `before` is the previous value. */
export interface Resealed {
  readonly owner: string
  readonly name: string
  readonly before: string
  readonly sealed: string
}

/**
 * Replaces secrets that are unchanged since they were read; a secret written meanwhile is left alone. Nothing is
 * replaced if another key has become active meanwhile. The write time is kept, since the value is unchanged.
 */
export async function replaceSealed(
  db: SecretsDb,
  rows: readonly Resealed[],
  keyId: string,
): Promise<number> {
  if (rows.length === 0) return 0
  const column = (read: (row: Resealed) => string) => sql`${rows.map(read)}::text[]`
  const { numAffectedRows } = await sql`
    update secrets set sealed = resealed.sealed
    from unnest(
      ${column((row) => row.owner)}, ${column((row) => row.name)},
      ${column((row) => row.before)}, ${column((row) => row.sealed)}
    ) as resealed (owner, name, before, sealed)
    where secrets.owner = resealed.owner and secrets.name = resealed.name
      and secrets.sealed = resealed.before
      and exists (select from secrets_instance where active_key_id = ${keyId})`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
