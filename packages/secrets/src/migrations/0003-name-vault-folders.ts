import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Where in Vault each database that these tables have been in writes. */
export const nameVaultFolders: Migration = {
  async up(db) {
    await sql`
      create table vault_folders (
        place text primary key,
        folder text not null unique default gen_random_uuid()::text
      )`.execute(db)
  },
}
