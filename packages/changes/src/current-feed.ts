import { sqlState } from '@tributary/database'
import type { Kysely } from 'kysely'
import { badCursor } from './change-cursor.ts'
import type { ChangeType } from './change-type.ts'
import { ensureEpoch } from './epoch-store.ts'
import { type FeedQuery, type FeedRead, inOrderOfIndexes, readFeed } from './feed-store.ts'
import type { ChangesTables } from './tables.ts'

/** Where the feed is read. */
export interface FeedSource {
  readonly db: () => Kysely<ChangesTables>
  readonly types: () => readonly ChangeType[]
  /** Resolves when all reads see what is committed: those who are told of a change read it. */
  readonly caughtUp: () => Promise<void>
}

/**
 * `readFeed` in the epoch of the server that answers. Each read checks that by itself: a lost connection may go unnoticed behind a pooler,
 * and other processes write meanwhile.
 */
export async function readCurrentFeed(source: FeedSource, query: FeedQuery): Promise<FeedRead> {
  let read = await readOnce(source, query)
  if (!isCurrent(read)) {
    await beginCurrentEpoch(source)
    read = await readOnce(source, query)
  }
  if (read.pages.some(({ found, hasMore }) => found.length > 0 || hasMore)) await source.caughtUp()
  return read
}

/** Only the state of the database. */
export function readNow(source: FeedSource): Promise<FeedRead> {
  return readCurrentFeed(source, { types: [], asked: [], limit: 0 })
}

/** Begins an epoch if the server has started since the last one began. */
export async function beginCurrentEpoch({ db, types }: FeedSource): Promise<void> {
  const tables = types().map(({ table }) => table)
  await db()
    .transaction()
    .execute((trx) => ensureEpoch(trx, tables))
}

function isCurrent({ epochs, server }: FeedRead): boolean {
  return epochs.at(-1)?.server === server
}

async function readOnce({ db }: FeedSource, query: FeedQuery): Promise<FeedRead> {
  try {
    // Whether there is anything is found by the first row of an index, whatever the plan.
    if (query.limit === 0) return await readFeed(db(), query)
    return await inOrderOfIndexes(db(), (trx) => readFeed(trx, query))
  } catch (error) {
    // Class 22, data exception: only a cursor made up by hand holds a value its column cannot.
    if (sqlState(error)?.startsWith('22')) throw badCursor(undefined, error)
    throw error
  }
}
