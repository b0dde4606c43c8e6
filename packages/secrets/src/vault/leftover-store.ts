import { sql } from 'kysely'
import type { SecretsDb } from '../tables.ts'

/** Takes some paths that no row refers to, so that no other process deletes them for a minute. */
export async function claimLeftovers(db: SecretsDb, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ path: string }>`
    update vault_leftovers set claimed_until = now() + interval '1 minute'
    where path in (
      select path from vault_leftovers where claimed_until is null or claimed_until < now()
      limit ${limit} for update skip locked
    )
    returning path`.execute(db)
  return rows.map(({ path }) => path)
}

export async function forgetLeftover(db: SecretsDb, path: string): Promise<void> {
  await db.deleteFrom('vault_leftovers').where('path', '=', path).execute()
}

/** Those of some paths that neither a secret nor a leftover refers to. */
export async function findUnknownPaths(db: SecretsDb, paths: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ path: string }>`
    select path from unnest(${[...paths]}::text[]) as path
    where not exists (select from secrets where vault_path = path)
      and not exists (select from vault_leftovers where vault_leftovers.path = path.path)`.execute(db)
  return rows.map(({ path }) => path)
}
