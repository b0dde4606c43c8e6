import {
  checkCursor,
  cursorAt,
  decodeCursor,
  decodePosition,
  encodePosition,
  tagOf,
} from './change-cursor.ts'
import type {
  ChangedPeople,
  ChangeFeed,
  ChangePage,
  ChangeQuery,
  EachQuery,
  FeedChange,
} from './change-feed.ts'
import type { ChangeType } from './change-type.ts'
import { type FeedSource, readCurrentFeed, readNow } from './current-feed.ts'
import type { FeedRead, FoundChange } from './feed-store.ts'
import { BEGINNING, type Position, positionAfter, positionAtEnd } from './position.ts'

/** The feed, read from the database at each call. */
export function databaseFeed(source: FeedSource): ChangeFeed {
  return {
    types: () => source.types().map(({ type, scopes }) => ({ type, scopes })),
    read: (query) => readPage(source, chosenOf(source, query.types), query),
    readEach: (query) => readPages(source, chosenOf(source, query.types), query),
    findChanged: (query) => findChanged(source, query),
  }
}

/** Without names, all. */
function chosenOf({ types }: FeedSource, names: readonly string[] | undefined): readonly ChangeType[] {
  return names === undefined ? types() : types().filter(({ type }) => names.includes(type))
}

/** Reads no rows: one change more than none tells that there are some. */
async function findChanged(
  source: FeedSource,
  { userIds, since, types }: Parameters<ChangeFeed['findChanged']>[0],
): Promise<ChangedPeople> {
  const given = since === undefined ? undefined : decodePosition(since)
  const asked = given === undefined ? [] : userIds.map((userId) => ({ userId, position: given.position }))
  const read =
    asked.length === 0
      ? await readNow(source)
      : await readCurrentFeed(source, { types: chosenOf(source, types), asked, limit: 0 })
  if (given !== undefined) checkCursor(given, read)
  return {
    changed: asked.flatMap(({ userId }, index) => (read.pages[index]?.hasMore === true ? [userId] : [])),
    now: encodePosition(cursorAt(read, positionAtEnd(read.now))),
  }
}

async function readPage(
  source: FeedSource,
  types: readonly ChangeType[],
  query: ChangeQuery,
): Promise<ChangePage> {
  if (query.cursor === 'now') {
    const read = await readNow(source)
    const nextCursor = cursorOf(read, tagOfTypes(types), positionAtEnd(read.now))
    return { items: [], nextCursor, hasMore: false }
  }
  const [page] = await readPages(source, types, { ...query, people: [query] })
  if (page === undefined) throw new Error('a read of one person has no page')
  return page
}

async function readPages(
  source: FeedSource,
  types: readonly ChangeType[],
  { people, limit }: EachQuery,
): Promise<readonly ChangePage[]> {
  const tag = tagOfTypes(types)
  const given = people.map(({ cursor }) => (cursor === undefined ? undefined : decodeCursor(cursor, tag)))
  const asked = people.map(({ userId }, index) => ({
    userId,
    position: given[index]?.position ?? BEGINNING,
  }))
  const read = await readCurrentFeed(source, { types, asked, limit })
  for (const cursor of given) if (cursor !== undefined) checkCursor(cursor, read)
  return asked.map(({ position }, index) => {
    const { found = [], hasMore = false } = read.pages[index] ?? {}
    const nextCursor = cursorOf(read, tag, nextPosition(position, read, index))
    return { items: viewAll(found, types), nextCursor, hasMore }
  })
}

function tagOfTypes(types: readonly ChangeType[]): string {
  return tagOf(types.map(({ type }) => type))
}

/** Where a reader is after the page of a read. */
export function nextPosition(position: Position, { now, pages }: FeedRead, index: number): Position {
  const page = pages[index]
  const last = page?.hasMore === true ? page.found.at(-1) : undefined
  return last === undefined ? positionAtEnd(now) : positionAfter(position, now, last)
}

function cursorOf(read: FeedRead, tag: string, position: Position): string {
  return `${tag}.${encodePosition(cursorAt(read, position))}`
}

/** Changes as the API shows them. */
export function viewAll(found: readonly FoundChange[], types: readonly ChangeType[]): FeedChange[] {
  const byName = new Map(types.map((type) => [type.type, type]))
  return found.map((change) => viewChange(change, byName.get(change.type)))
}

function viewChange({ type, id, at, row }: FoundChange, kind: ChangeType | undefined): FeedChange {
  const shared = { type, id, at: new Date(at).toISOString() }
  if (row === null || kind === undefined) return { ...shared, change: 'delete', resource: null }
  return { ...shared, change: 'upsert', resource: kind.view(withInstants(row, kind.instants)) }
}

/** JSON has no instants. */
function withInstants(
  row: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const read: Record<string, unknown> = { ...row }
  for (const name of names) if (typeof read[name] === 'string') read[name] = new Date(read[name])
  return read
}
