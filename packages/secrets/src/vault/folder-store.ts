import { sql } from 'kysely'
import type { SecretsDb } from '../tables.ts'

/**
 * The folder of this database, made when it is needed first. A restored dump and a copy have another place and so another folder: the sweep
 * of a copy that reaches the same Vault would otherwise delete what the original has written since.
 */
export async function vaultFolder(db: SecretsDb): Promise<string> {
  const found = await findFolder(db)
  if (found !== undefined) return found
  await sql`insert into vault_folders (place) select ${PLACE} on conflict do nothing`.execute(db)
  return vaultFolder(db)
}

/** The cluster, the database in it and the table: a dump that is restored makes the table again, under another OID. */
const PLACE = sql<string>`(
  select concat_ws('/', system_identifier, 'public.vault_folders'::regclass::oid::bigint, pg_database.oid::bigint)
  from pg_control_system(), pg_database where datname = current_database()
)`

async function findFolder(db: SecretsDb): Promise<string | undefined> {
  const row = await db
    .selectFrom('vault_folders')
    .select('folder')
    .where('place', '=', PLACE)
    .executeTakeFirst()
  return row?.folder
}
