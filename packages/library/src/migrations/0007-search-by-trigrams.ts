import type { Migration } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import { tryInSavepoint } from './try-in-savepoint.ts'

/** An index that 0009 replaces. If the role may not create the extensions, it is missing until then. */
export const searchByTrigrams: Migration = {
  up: (db) => tryInSavepoint(db, createIndex),
}

async function createIndex(trx: Kysely<unknown>): Promise<void> {
  for (const extension of ['pg_trgm', 'btree_gin'])
    await sql`create extension if not exists ${sql.ref(extension)}`.execute(trx)
  await sql`
    create index media_items_by_title on media_items
    using gin (user_id, upper(title collate "und-x-icu") gin_trgm_ops) with (gin_pending_list_limit = 32768)`.execute(
    trx,
  )
}
