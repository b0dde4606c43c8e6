import { type ChangePage, type EachQuery, type FeedChange, mustStartOver } from '@tributary/changes'
import { type Db, type Parts, tablesOf } from '../parts.ts'
import type { EnrichmentTables } from '../tables.ts'
import {
  type CursorMove,
  type FoundWork,
  forgetItems,
  listWorksOfItems,
  moveCursors,
  readCursors,
  removeAllUnusedWorks,
  removeItems,
  removeUnusedWorks,
  writeWorks,
} from './collect-store.ts'
import { type WorkIdentity, workKey } from './work-key.ts'

/** What is followed. */
export const TYPES = ['item'] as const
/** The changes of each of several people: who has more is read alone. */
export const FEW_CHANGES = 50
/** The changes of a page of one person. */
export const PAGE = 1000

export type CollectParts = Pick<Parts, 'database'> & {
  readonly feed: Pick<Parts['feed'], 'findChanged' | 'readEach'>
}

/** What this package reads of an item, which is what the library's routes show. */
interface Item extends WorkIdentity {
  readonly seasonNumber: number | null
  readonly episodeNumber: number | null
  readonly durationSeconds: number | null
  readonly url: string | null
}

/** What one process knows between two calls, which update it. */
export interface CollectState {
  /** Where the feed was at the last call; at the first one, all people are looked at. */
  readonly since: string | undefined
  /** Those who were listed at the last call. Who was not, may have changes from before. */
  readonly known: Set<string>
  /** Those who have more than was read at the last call. */
  readonly behind: Set<string>
  /** Those whose library is read from its beginning again. */
  readonly restarted: Set<string>
  /** Those whose works were all checked for items. The caller empties it once a day. */
  readonly checked: Set<string>
  /** Those whose works were written are added, also by a call that fails later: a page is read once only. */
  readonly collected: Set<string>
}

/** What a page of a person has led to; `none`: there was nothing to write. */
type PageOutcome = 'more' | 'last' | 'none'

interface PagesToCollect {
  readonly userIds: readonly string[]
  /** Changes of each. Those of a person who has more are left for a call with `PAGE`: what belongs together is written together. */
  readonly limit: number
  readonly state: CollectState
}

/** Reads and writes one page of each. */
export async function collectPages(
  parts: CollectParts,
  { userIds, limit, state }: PagesToCollect,
): Promise<ReadonlyMap<string, PageOutcome>> {
  const cursors = await readCursors(tablesOf(parts), userIds)
  const people = [...cursors].map(([userId, cursor]) => ({ userId, cursor: cursor ?? undefined }))
  if (people.length === 0) return new Map()
  try {
    const pages = await parts.feed.readEach({ types: TYPES, people, limit })
    return await commitPages(parts, {
      pages: people.flatMap(({ userId, cursor = null }, index) => {
        const page = pages[index]
        return page === undefined ? [] : [{ userId, from: cursor, page }]
      }),
      isPart: limit < PAGE,
      state,
    })
  } catch (error) {
    if (!mustStartOver(error)) throw error
    return collectOneByOne(parts, { people, limit, state })
  }
}

interface ReadPages {
  readonly pages: readonly {
    readonly userId: string
    readonly from: string | null
    readonly page: ChangePage
  }[]
  /** Whether pages that have a next one are left out. */
  readonly isPart: boolean
  readonly state: CollectState
}

async function commitPages(
  parts: CollectParts,
  { pages, isPart, state }: ReadPages,
): Promise<ReadonlyMap<string, PageOutcome>> {
  const { restarted, checked, collected } = state
  const outcomes = new Map<string, PageOutcome>()
  const written = pages.flatMap(({ userId, from, page }): PageToWrite[] => {
    const { items: changes, nextCursor: to, hasMore } = page
    const isRestarted = restarted.has(userId)
    const isEmpty = changes.length === 0 && !hasMore && from !== null && !isRestarted
    outcomes.set(userId, hasMore ? 'more' : 'none')
    if (isEmpty || (hasMore && isPart)) return []
    return [
      {
        userId,
        changes,
        from,
        to,
        hasMore,
        isRestarted,
        checksAll: !hasMore && (isRestarted || !checked.has(userId)),
      },
    ]
  })
  if (written.length === 0) return outcomes
  const moved = await commit(parts, (trx) => writePages(trx, written))
  for (const { userId, hasMore, checksAll } of written) {
    collected.add(userId)
    const isMoved = moved.has(userId)
    outcomes.set(userId, hasMore && isMoved ? 'more' : 'last')
    if (!checksAll || !isMoved) continue
    restarted.delete(userId)
    checked.add(userId)
  }
  return outcomes
}

/** After the feed has refused a cursor, which says nothing of the others: the person whose it is starts over. */
async function collectOneByOne(
  parts: CollectParts,
  { people, limit, state }: Omit<PagesToCollect, 'userIds'> & Pick<EachQuery, 'people'>,
): Promise<ReadonlyMap<string, PageOutcome>> {
  const [person, ...others] = people
  if (person !== undefined && others.length === 0) {
    // Before: the connection may be lost at the commit.
    state.restarted.add(person.userId)
    await startOver(parts, person)
    return new Map([[person.userId, 'more']])
  }
  const outcomes: [string, PageOutcome][] = []
  for (const { userId } of people)
    outcomes.push(...(await collectPages(parts, { userIds: [userId], limit, state })))
  return new Map(outcomes)
}

function commit<R>(parts: CollectParts, work: (trx: Db) => Promise<R>): Promise<R> {
  return parts.database.transaction<EnrichmentTables, R>(work)
}

interface PageToWrite extends CursorMove {
  readonly changes: readonly FeedChange[]
  readonly hasMore: boolean
  /** Whether the library is read from its beginning again: items that come later belong to works without any until then. */
  readonly isRestarted: boolean
  /** Whether all works of the person are checked for items, and not only those that may have lost one with this page. */
  readonly checksAll: boolean
}

/**
 * First the cursors: their rows are locked, so that a second process waits and then finds that they have moved. Resolves to the people whose
 * cursor was moved.
 */
async function writePages(trx: Db, pages: readonly PageToWrite[]): Promise<ReadonlySet<string>> {
  const moved = await moveCursors(trx, pages)
  const own = pages.filter(({ userId }) => moved.has(userId))
  const changes = own.flatMap((page) => page.changes.map((change) => ({ userId: page.userId, change })))
  const known = own.filter(({ from, isRestarted, checksAll }) => from !== null && !isRestarted && !checksAll)
  const itemIds = known.flatMap((page) => page.changes.map(({ id }) => id))
  const before = itemIds.length === 0 ? [] : await listWorksOfItems(trx, itemIds)
  const gone = changes.filter(({ change }) => change.change === 'delete').map(({ change }) => change.id)
  if (gone.length > 0) await removeItems(trx, gone)
  const works = changes.filter(({ change }) => change.change === 'upsert').map(foundWork)
  if (works.length > 0) await writeWorks(trx, works)
  if (before.length > 0) await removeUnusedWorks(trx, before)
  for (const { userId, checksAll } of own) if (checksAll) await removeAllUnusedWorks(trx, userId)
  return moved
}

/** Forgets the items: those that are gone are not in the feed, which is then read from its beginning. */
async function startOver(
  parts: CollectParts,
  { userId, cursor }: EachQuery['people'][number],
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
