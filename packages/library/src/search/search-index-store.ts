import { type Kysely, sql } from 'kysely'
import type { LibraryTables } from '../tables.ts'
import { searchedTitle } from './title-contains.ts'

type Db = Kysely<LibraryTables>

/** Both come with PostgreSQL (`contrib`) and are trusted: who may create schemas in a database may create them. */
const EXTENSIONS = ['pg_trgm', 'btree_gin'] as const
/**
 * New entries wait in a list that is merged when it is as long, or by vacuum. Measured over 800,000 rows, an insert costs 7 µs a row more
 * with this limit, 17 with the default of 4 MB; searches read the list as well, in some milliseconds.
 */
const PENDING_KILOBYTES = 32_768
/** Any text does, as long as it never changes: processes that start together take turns by it. */
const LOCK = 'library/search-index'

/** Whether searches have their index, and if not, why. */
export interface SearchIndexState {
  readonly isBuilt: boolean
  /** Extensions that the database does not have. */
  readonly missing: readonly string[]
  /** Of those, the ones whose files the server does not have either. */
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

/** Takes its turn until the end of the transaction, which no time limit cuts off: a million rows take half a minute. */
export async function lockSearchIndex(trx: Db): Promise<void> {
  await sql`
    select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true)`.execute(trx)
  await sql`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 0))`.execute(trx)
}

/**
 * Creates the extensions and the index that are not there: the person and the trigrams of the folded title in one, so that a search reads
 * the rows that it finds.
 */
export async function createSearchIndex(trx: Db): Promise<void> {
  for (const extension of EXTENSIONS)
    await sql`create extension if not exists ${sql.id(extension)}`.execute(trx)
  // An administrator may have put it into another schema than ours.
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
