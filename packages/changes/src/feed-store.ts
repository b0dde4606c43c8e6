import { type Kysely, sql } from 'kysely'
import type { ChangeType } from './change-type.ts'
import { CURRENT_SERVER, type Epoch } from './epoch-store.ts'
import { changesOf } from './feed-query.ts'
import type { Ordered, Position } from './position.ts'
import { isVisible, parseSnapshot, type Snapshot } from './snapshot.ts'
import type { ChangesTables } from './tables.ts'

/** Whose changes are read, and from where on. */
export interface Asked {
  readonly userId: string
  readonly position: Position
}

/** A change as it is stored. */
export interface FoundChange extends Ordered {
  readonly type: string
  readonly id: string
  /** When the transaction that made it began. */
  readonly at: string
  /** The row; `null`: it was deleted. */
  readonly row: Readonly<Record<string, unknown>> | null
}

/** What one statement read. All of it is of one moment. */
export interface FeedRead {
  readonly now: Snapshot
  readonly epochs: readonly Epoch[]
  /** The server that was read, as in the epochs. */
  readonly server: string
  /** Where its log was, in bytes: all that is visible is before. */
  readonly log: number
  /** For each of those asked for, in order: at most `limit` changes, and whether there are more. */
  readonly pages: readonly { readonly found: readonly FoundChange[]; readonly hasMore: boolean }[]
}

export interface FeedQuery {
  readonly types: readonly ChangeType[]
  readonly asked: readonly Asked[]
  /** For each of them. */
  readonly limit: number
}

interface Row {
  readonly snapshot: string
  readonly server: string
  readonly log: number
  readonly epochs: readonly Epoch[]
  readonly found: readonly (FoundChange & { readonly nr: number })[]
}

/**
 * Runs the reading of pages in a transaction whose plans use no bitmaps. Where PostgreSQL expects few rows, as of a table that it has no
 * statistics of yet, it would otherwise fetch all that a person has not received, and sort it, for each page of a first sync.
 */
export function inOrderOfIndexes<R>(
  db: Kysely<ChangesTables>,
  read: (trx: Kysely<ChangesTables>) => Promise<R>,
): Promise<R> {
  return db.transaction().execute(async (trx) => {
    await sql`set local enable_bitmapscan = off`.execute(trx)
    return read(trx)
  })
}

/**
 * Reads the changes of any number of people, each from their own position on, in one statement. What its snapshot sees is what has been
 * committed, so a transaction that ends later is among the changes of a later read, however low its number is, and holds up no other.
 */
export async function readFeed(db: Kysely<ChangesTables>, query: FeedQuery): Promise<FeedRead> {
  const { rows } = await sql<Row>`
    select
      pg_current_snapshot()::text as snapshot, ${CURRENT_SERVER} as server, log.bytes as log,
      (
        select coalesce(json_agg(json_build_object(
          'id', id, 'server', server, 'intactTo', intact_to, 'offset', number_offset, 'change', change_number,
          'prunedTo', pruned_to) order by seq), '[]')
        from change_epochs
      ) as epochs,
      (select coalesce(json_agg(found), '[]') from (${changesOf(query)}) as found) as found
    from log_position() as log`.execute(db)
  const { snapshot = '', server = '', log = 0, epochs = [], found: all = [] } = rows[0] ?? {}
  const now = parseSnapshot(snapshot, epochs.at(-1)?.offset ?? 0)
  const byNumber = Map.groupBy(all, ({ nr }) => nr)
  const pages = query.asked.map((_, index) => {
    const own = byNumber.get(index + 1) ?? []
    // `parseSnapshot` may have lowered the snapshot: what is above it comes later.
    const found = own.slice(0, query.limit).filter(({ change }) => isVisible(now, change))
    return { found, hasMore: own.length > query.limit }
  })
  return { now, epochs, server, log, pages }
}
