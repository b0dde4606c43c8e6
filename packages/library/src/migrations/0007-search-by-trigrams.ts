import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

const INSUFFICIENT_PRIVILEGE = '42501'
/**
 * New entries wait in a list that is merged when it is as long, or by vacuum. Measured over 800,000 rows, an insert costs 7 µs a row more
 * with this limit, 17 with the default of 4 MB; searches read the list as well, in some milliseconds.
 */
const PENDING_KILOBYTES = 32_768

/**
 * Searches by an index, as `containsFolded` asks: the person and the trigrams of the folded title in one, so that a search reads the rows
 * that it finds. Both extensions come with PostgreSQL and are trusted: the owner of a database may create them.
 */
export const searchByTrigrams: Migration = {
  async up(db) {
    for (const extension of ['pg_trgm', 'btree_gin']) {
      await sql`create extension if not exists ${sql.ref(extension)}`.execute(db).catch((error: unknown) => {
        throw explained(error, extension)
      })
    }
    await sql`
      create index media_items_by_title on media_items
      using gin (user_id, upper(title collate "und-x-icu") gin_trgm_ops) with (gin_pending_list_limit = ${sql.lit(PENDING_KILOBYTES)})`.execute(
      db,
    )
  },
}

function explained(error: unknown, extension: string): unknown {
  const code = (error as { readonly code?: unknown }).code
  if (code === INSUFFICIENT_PRIVILEGE)
    return new Error(
      `Searches need the extension ${extension}, which this role may not create. Run "create extension ${extension}" in the database as its owner or as a superuser, then start again.`,
      { cause: error },
    )
  return error
}
