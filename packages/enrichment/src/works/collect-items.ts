import { type FeedChange, mustStartOver } from '@tributary/changes'
import { type Db, type Parts, tablesOf } from '../parts.ts'
import type { EnrichmentTables } from '../tables.ts'
import {
  type CursorMove,
  type FoundWork,
  forgetItems,
  listPeople,
  listWorksOfItems,
  moveCursors,
  readCursors,
  removeItems,
  removeUnusedWorks,
  writeWorks,
} from './collect-store.ts'
import { type WorkIdentity, workKey } from './work-key.ts'

/** What is followed. */
const TYPES = ['item'] as const
/** People whose first changes are read and written together. Most have few: the plays of an hour. */
const PEOPLE = 20
/** The most of each of them. */
const FEW = 50
/** The changes of a page of one person who has more. */
const PAGE = 1000

type CollectParts = Pick<Parts, 'database'> & {
  readonly feed: Pick<Parts['feed'], 'findChanged' | 'readEach'>
}

/** What this package reads of an item, which is what the library's routes show. */
interface Item extends WorkIdentity {
  readonly seasonNumber: number | null
  readonly episodeNumber: number | null
  readonly durationSeconds: number | null
  readonly url: string | null
}

/** What one process knows between two calls. */
export interface CollectState {
  /** Where the feed was at the last call; without, everybody is looked at. */
  readonly since: string | undefined
  /** Those who have more than was read at the last call; updated. */
  readonly behind: Set<string>
  /** Those whose library is read from its beginning again; updated. */
  readonly restarted: Set<string>
  /** Those whose works were written are added, also by a call that fails later: a page is read once only. */
  readonly collected: Set<string>
}

/**
 * Reads what has changed in the libraries of all people, and writes the works. The position in the feed is committed with what was read
 * there: an item is counted once, whenever the process ends, and whichever process reads it.
 *
 * A library that changes between two calls, as during a sync, is not read to its end: at each call, that would cost the database as much as the
 * sync.
 *
 * Resolves to where the feed is now.
 */
export async function collectItems(
  parts: CollectParts,
  state: CollectState,
  signal: AbortSignal,
): Promise<string> {
  const { since, behind, collected } = state
  const userIds = await listPeople(tablesOf(parts))
  const found = await findChanged(parts, userIds, since)
  const changed = new Set(found.changed)
  const due = userIds.filter((id) => changed.has(id) || behind.has(id))
  const collect = async (people: readonly string[], limit: number) => {
    const went = await collectPages(parts, { userIds: people, limit, state })
    for (const [userId, how] of went) if (how !== 'none') collected.add(userId)
    return went
  }
  for (let at = 0; at < due.length; at += PEOPLE) {
    for (const [userId, first] of await collect(due.slice(at, at + PEOPLE), FEW)) {
      const isChanging = since !== undefined && changed.has(userId)
      const next = async () => (await collect([userId], PAGE)).get(userId) ?? 'none'
      let went = first === 'more' ? await next() : first
      if (!isChanging) while (went === 'more' && !signal.aborted) went = await next()
      if (went === 'more') behind.add(userId)
      else behind.delete(userId)
    }
  }
  return found.now
}

async function findChanged(parts: CollectParts, userIds: readonly string[], since: string | undefined) {
  try {
    const found = await parts.feed.findChanged({ userIds, since, types: TYPES })
    return since === undefined ? { changed: userIds, now: found.now } : found
  } catch (error) {
    if (!mustStartOver(error)) throw error
    return { changed: userIds, now: (await parts.feed.findChanged({ userIds: [] })).now }
  }
}

/** How far the page of a person has led; `none`: there was nothing to write. */
type Went = 'more' | 'last' | 'none'

interface PagesToCollect {
  readonly userIds: readonly string[]
  readonly limit: number
  readonly state: Pick<CollectState, 'since' | 'restarted'>
}

/** Reads and writes one page of each. */
async function collectPages(
  parts: CollectParts,
  { userIds, limit, state }: PagesToCollect,
): Promise<ReadonlyMap<string, Went>> {
  const cursors = await readCursors(tablesOf(parts), userIds)
  const people = [...cursors].map(([userId, cursor]) => ({ userId, cursor: cursor ?? undefined }))
  if (people.length === 0) return new Map()
  try {
    const pages = await parts.feed.readEach({ types: TYPES, people, limit })
    const read = people.flatMap(({ userId, cursor = null }, index): PageToWrite[] => {
      const page = pages[index]
      if (page === undefined || (page.items.length === 0 && !page.hasMore && cursor !== null)) return []
      const { items: changes, nextCursor: to, hasMore } = page
      // Whatever an earlier process has left when it ended.
      const isLastOfAll = !hasMore && (state.since === undefined || state.restarted.has(userId))
      return [{ userId, changes, from: cursor, to, hasMore, isLastOfAll }]
    })
    const moved = read.length === 0 ? new Set<string>() : await commit(parts, (trx) => writePages(trx, read))
    for (const { userId, isLastOfAll } of read) if (isLastOfAll) state.restarted.delete(userId)
    const went = new Map<string, Went>(people.map(({ userId }) => [userId, 'none']))
    for (const { userId, hasMore } of read) went.set(userId, hasMore && moved.has(userId) ? 'more' : 'last')
    return went
  } catch (error) {
    if (!mustStartOver(error)) throw error
    const [person, ...others] = people
    if (person !== undefined && others.length === 0) {
      await startOver(parts, person)
      state.restarted.add(person.userId)
      return new Map([[person.userId, 'more']])
    }
    const each: [string, Went][] = []
    for (const { userId } of people)
      each.push(...(await collectPages(parts, { userIds: [userId], limit, state })))
    return new Map(each)
  }
}

function commit<R>(parts: CollectParts, work: (trx: Db) => Promise<R>): Promise<R> {
  return parts.database.transaction<EnrichmentTables, R>(work)
}

interface PageToWrite extends CursorMove {
  readonly changes: readonly FeedChange[]
  readonly hasMore: boolean
  /** Whether all items of the person are known after it: works without one are then removed, however they have lost it. */
  readonly isLastOfAll: boolean
}

/**
 * First the cursors: their rows are locked, so that a second process waits and then finds that they have moved. Resolves to those whose cursor
 * was moved.
 */
async function writePages(trx: Db, pages: readonly PageToWrite[]): Promise<ReadonlySet<string>> {
  const moved = await moveCursors(trx, pages)
  const own = pages.filter(({ userId }) => moved.has(userId))
  const changes = own.flatMap((page) => page.changes.map((change) => ({ userId: page.userId, change })))
  const known = own.filter(({ from }) => from !== null).flatMap((page) => page.changes.map(({ id }) => id))
  const before = known.length === 0 ? [] : await listWorksOfItems(trx, known)
  const gone = changes.filter(({ change }) => change.change === 'delete').map(({ change }) => change.id)
  if (gone.length > 0) await removeItems(trx, gone)
  const works = changes.filter(({ change }) => change.change === 'upsert').map(foundWork)
  if (works.length > 0) await writeWorks(trx, works)
  const whole = own.filter(({ isLastOfAll }) => isLastOfAll).map(({ userId }) => userId)
  if (before.length + whole.length > 0) await removeUnusedWorks(trx, { workIds: before, userIds: whole })
  return moved
}

/** Forgets the items: those that are gone are not in the feed, which is then read from its beginning. */
async function startOver(
  parts: CollectParts,
  { userId, cursor }: { readonly userId: string; readonly cursor: string | undefined },
): Promise<void> {
  await commit(parts, async (trx) => {
    const moved = await moveCursors(trx, [{ userId, from: cursor ?? null, to: null }])
    if (moved.has(userId)) await forgetItems(trx, userId)
  })
}

function foundWork({ userId, change }: { readonly userId: string; readonly change: FeedChange }): FoundWork {
  const item = change.resource as Item
  return {
    user_id: userId,
    item_id: change.id,
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
