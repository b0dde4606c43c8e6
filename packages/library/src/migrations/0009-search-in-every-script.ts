import { arrayLiteral, type Migration } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import { asciiTitle } from '../search/title-contains.ts'
import type { LibraryTables } from '../tables.ts'
import { tryInSavepoint } from './try-in-savepoint.ts'

type Db = Kysely<LibraryTables>

/** Rows per statement: titles of one batch are in memory at a time. */
const BATCH = 1_000

/**
 * Trigrams of unfolded titles contain only ASCII letters if `LC_CTYPE` is C, as in the embedded database, so searches in other
 * scripts read all rows. The index is now on titles folded to ASCII.
 */
export const searchInEveryScript: Migration = {
  async up(db: Db) {
    await sql`drop index if exists media_items_by_title`.execute(db)
    await sql`
      alter table media_items
        -- Null where the title is ASCII.
        add column title_ascii text,
        alter column title_ascii set statistics 0`.execute(db)
    await fillTitles(db)
    // Without rights or extensions, only the index is missing: the start tries again and warns.
    await tryInSavepoint(db, createIndex)
  },
}

/**
 * The index as of this migration. Not `createSearchIndex`: a later version of it may need columns that only a later migration
 * adds, and the savepoint would hide its failure.
 */
async function createIndex(trx: Db): Promise<void> {
  for (const extension of ['pg_trgm', 'btree_gin'])
    await sql`create extension if not exists ${sql.id(extension)}`.execute(trx)
  // An administrator may have installed it in another schema.
  const { rows } = await sql<{ schema: string }>`
    select nspname as schema from pg_extension join pg_namespace n on n.oid = extnamespace where extname = 'pg_trgm'`.execute(
    trx,
  )
  const operators = sql.id(rows[0]?.schema ?? 'public', 'gin_trgm_ops')
  await sql`
    create index if not exists media_items_by_title on media_items
    using gin (user_id, (coalesce(title_ascii, lower(title collate "C"))) ${operators})
    with (gin_pending_list_limit = 32768)`.execute(trx)
}

/**
 * Not in SQL, whose upper case follows another version of Unicode. Uses the current function, not a copy: titles written
 * later are folded by it, and a change of it needs a migration that rewrites the column in any case.
 */
async function fillTitles(db: Db): Promise<void> {
  let rows = await readTitles(db, 0)
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    const ids = arrayLiteral(rows.map(({ id }) => id))
    const titles = arrayLiteral(rows.map(({ title }) => asciiTitle(title) ?? null))
    await sql`
      update media_items set title_ascii = folded.title
      from unnest(${ids}::bigint[], ${titles}::text[]) as folded (id, title)
      where media_items.id = folded.id`.execute(db)
    rows = await readTitles(db, last.id)
  }
}

async function readTitles(db: Db, after: number) {
  const { rows } = await sql<{ id: number; title: string }>`
    select id, title from media_items
    where id > ${after} and octet_length(title) <> length(title)
    order by id limit ${sql.lit(BATCH)}`.execute(db)
  return rows
}
