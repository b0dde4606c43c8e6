import { type Kysely, sql } from 'kysely'
import type { LibraryTables } from '../tables.ts'
import { searchedTitle } from './title-contains.ts'

type Db = Kysely<LibraryTables>

/** Both are included in PostgreSQL (`contrib`) and trusted: a role that may create schemas in a database may create them. */
const EXTENSIONS = ['pg_trgm', 'btree_gin'] as const
/**
 * New entries wait in a list that is merged at this size, or by vacuum. Measured over 800,000 rows, an insert costs 7 µs per row
 * more with this limit, 17 with the default of 4 MB; searches read the list as well, in some milliseconds.
 */
const PENDING_KILOBYTES = 32_768
/** The key of the advisory lock that serializes processes starting at the same time; must never change. */
const LOCK = 'library/search-index'

/** Whether the index of searches exists, and if not, why. */
export interface SearchIndexState {
  readonly isBuilt: boolean
  /** Extensions missing in the database. */
  readonly missing: readonly string[]
  /** Those of them whose files are missing on the server as well. */
  readonly unavailable: readonly string[]
}

export async function readSearchIndexState(db: Db): Promise<SearchIndexState> {
  const { rows } = await sql<SearchIndexState>`
    select
      exists (select from pg_index where indexrelid = to_regclass('media_items_by_title') and indisvalid) as "isBuilt",
      coalesce(array_agg(needed) filter (where not installed), '{}') as missing,
      coalesce(array_agg(needed) filter (where not installed and not available), '{}') as unavailable
    from unnest(${sql.val([...EXTENSIONS])}::text[]) as needed,
      lateral (select
        exists (select from pg_extension where extname = needed) as installed,
        exists (select from pg_available_extensions where name = needed) as available) as found`.execute(db)
  const [state] = rows
  if (state === undefined) throw new Error('an aggregate returned no row')
  return state
}

/** Locks until the end of the transaction, without a statement timeout: indexing a million rows takes half a minute. */
export async function lockSearchIndex(trx: Db): Promise<void> {
  await sql`
    select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true)`.execute(trx)
  await sql`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`.execute(trx)
}

/**
 * Creates missing extensions and the index if it is missing: on the user and the trigrams of the folded title together, so that
 * a search reads only matching rows.
 */
export async function createSearchIndex(trx: Db): Promise<void> {
  for (const extension of EXTENSIONS)
    await sql`create extension if not exists ${sql.id(extension)}`.execute(trx)
  // An administrator may have installed it in another schema.
  const { rows } = await sql<{ schema: string }>`
    select nspname as schema from pg_extension join pg_namespace n on n.oid = extnamespace where extname = 'pg_trgm'`.execute(
    trx,
  )
  const operators = sql.id(rows[0]?.schema ?? 'public', 'gin_trgm_ops')
  await sql`
    create index if not exists media_items_by_title on media_items
    using gin (user_id, (${searchedTitle}) ${operators}) with (gin_pending_list_limit = ${sql.lit(PENDING_KILOBYTES)})`.execute(
    trx,
  )
}
