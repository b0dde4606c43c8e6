import { type FeedChange, mustStartOver } from '@tributary/changes'
import { type Db, type Parts, tablesOf } from '../parts.ts'
import type { EnrichmentTables } from '../tables.ts'
import {
  type FoundWork,
  forgetItems,
  listPeople,
  moveCursor,
  readCursor,
  removeItems,
  removeUnusedWorks,
  writeWorks,
} from './collect-store.ts'
import { type WorkIdentity, workKey } from './work-key.ts'

const PAGE = 1000

type CollectParts = Pick<Parts, 'database'> & { readonly feed: Pick<Parts['feed'], 'findChanged' | 'read'> }

/** What this package reads of an item, which is what the library's routes show. */
interface Item extends WorkIdentity {
  readonly seasonNumber: number | null
  readonly episodeNumber: number | null
  readonly durationSeconds: number | null
  readonly url: string | null
}

/** What one process knows between two calls. */
interface CollectState {
  /** Where the feed was at the last call; without, everybody is looked at. */
  readonly since: string | undefined
  /** Those who have more than was read at the last call; updated. */
  readonly behind: Set<string>
  /** Those whose works were written are added, also by a call that fails later: a page is read once only. */
  readonly collected: Set<string>
}

/**
 * Reads what has changed in the libraries of all people, and writes the works. The position in the feed is committed with what was read
 * there: an item is counted once, whenever the process ends, and whichever process reads it.
 *
 * A library that changes between two calls, as during a sync, is read one page at a call: read to its end each time, it would cost the
 * database as much as the sync.
 *
 * Resolves to where the feed is now.
 */
export async function collectItems(
  parts: CollectParts,
  { since, behind, collected }: CollectState,
  signal: AbortSignal,
): Promise<string> {
  const userIds = await listPeople(tablesOf(parts))
  const found = await findChanged(parts, userIds, since)
  const changed = new Set(found.changed)
  for (const userId of userIds.filter((id) => changed.has(id) || behind.has(id))) {
    const isChanging = since !== undefined && changed.has(userId)
    let went = await collectPage(parts, userId)
    if (went !== 'none') collected.add(userId)
    if (!isChanging) while (went === 'more' && !signal.aborted) went = await collectPage(parts, userId)
    if (went === 'more') behind.add(userId)
    else behind.delete(userId)
  }
  return found.now
}

async function findChanged(parts: CollectParts, userIds: readonly string[], since: string | undefined) {
  try {
    const found = await parts.feed.findChanged({ userIds, since })
    return since === undefined ? { changed: userIds, now: found.now } : found
  } catch (error) {
    if (!mustStartOver(error)) throw error
    return { changed: userIds, now: (await parts.feed.findChanged({ userIds: [] })).now }
  }
}

async function collectPage(parts: CollectParts, userId: string): Promise<'more' | 'last' | 'none'> {
  const cursor = await readCursor(tablesOf(parts), userId)
  if (cursor === undefined) return 'none'
  try {
    const page = await parts.feed.read({ userId, types: ['item'], cursor: cursor ?? undefined, limit: PAGE })
    if (page.items.length === 0 && !page.hasMore && cursor !== null) return 'none'
    const hasMoved = await commit(parts, (trx) =>
      writePage(trx, userId, { changes: page.items, from: cursor, to: page.nextCursor }),
    )
    return page.hasMore && hasMoved ? 'more' : 'last'
  } catch (error) {
    if (!mustStartOver(error)) throw error
    await commit(parts, (trx) => startOver(trx, userId, cursor))
    return 'more'
  }
}

function commit(parts: CollectParts, work: (trx: Db) => Promise<boolean>): Promise<boolean> {
  return parts.database.transaction<EnrichmentTables, boolean>(work)
}

interface PageToWrite {
  readonly changes: readonly FeedChange[]
  readonly from: string | null
  readonly to: string
}

/** First the cursor: its row is locked, so that a second process waits and then finds that it has moved. */
async function writePage(trx: Db, userId: string, { changes, from, to }: PageToWrite): Promise<boolean> {
  if (!(await moveCursor(trx, userId, { from, to }))) return false
  const gone = changes.filter(({ change }) => change === 'delete').map(({ id }) => id)
  if (gone.length > 0) await removeItems(trx, userId, gone)
  const works = changes.filter(({ change }) => change === 'upsert').map(foundWork)
  if (works.length > 0) await writeWorks(trx, userId, works)
  if (from !== null) await removeUnusedWorks(trx, userId)
  return true
}

async function startOver(trx: Db, userId: string, from: string | null): Promise<boolean> {
  if (!(await moveCursor(trx, userId, { from, to: null }))) return false
  await forgetItems(trx, userId)
  return true
}

function foundWork({ id, resource }: FeedChange): FoundWork {
  const item = resource as Item
  return {
    item_id: id,
    key: workKey(item),
    platform: item.integration,
    type: item.type,
    title: item.title,
    series_title: item.seriesTitle,
    season_title: item.seasonTitle,
    season_number: item.seasonNumber,
    episode_title: item.episodeTitle,
    episode_number: item.episodeNumber,
    creators: item.creators,
    duration_seconds: item.durationSeconds,
    url: item.url,
  }
}
