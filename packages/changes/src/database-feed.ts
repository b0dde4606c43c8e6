import {
  checkCursor,
  cursorAt,
  decodeCursor,
  decodePosition,
  encodePosition,
  tagOf,
} from './change-cursor.ts'
import type { ChangedPeople, ChangeFeed, ChangePage, ChangeQuery, FeedChange } from './change-feed.ts'
import type { ChangeType } from './change-type.ts'
import { type FeedSource, readCurrentFeed, readNow } from './current-feed.ts'
import type { FeedRead, FoundChange } from './feed-store.ts'
import { BEGINNING, type Position, positionAfter, positionAtEnd } from './position.ts'

/** The feed, read from the database at each call. */
export function databaseFeed(source: FeedSource): ChangeFeed {
  const { types } = source
  return {
    types: () => types().map(({ type, scopes }) => ({ type, scopes })),
    async read(query) {
      const asked = types().filter(({ type }) => query.types.includes(type))
      return readPage(source, asked, query)
    },
    findChanged: (query) => findChanged(source, query),
  }
}

/** Reads no rows: one change more than none tells that there are some. */
async function findChanged(
  source: FeedSource,
  { userIds, since }: Parameters<ChangeFeed['findChanged']>[0],
): Promise<ChangedPeople> {
  const given = since === undefined ? undefined : decodePosition(since)
  const asked = given === undefined ? [] : userIds.map((userId) => ({ userId, position: given.position }))
  const read =
    asked.length === 0
      ? await readNow(source)
      : await readCurrentFeed(source, { types: source.types(), asked, limit: 0 })
  if (given !== undefined) checkCursor(given, read)
  return {
    changed: asked.flatMap(({ userId }, index) => (read.pages[index]?.hasMore === true ? [userId] : [])),
    now: encodePosition(cursorAt(read, positionAtEnd(read.now))),
  }
}

async function readPage(
  source: FeedSource,
  types: readonly ChangeType[],
  { userId, cursor, limit }: ChangeQuery,
): Promise<ChangePage> {
  const tag = tagOf(types.map(({ type }) => type))
  if (cursor === 'now') {
    const read = await readNow(source)
    return { items: [], nextCursor: cursorOf(read, tag, positionAtEnd(read.now)), hasMore: false }
  }
  const given = cursor === undefined ? undefined : decodeCursor(cursor, tag)
  const position = given?.position ?? BEGINNING
  const read = await readCurrentFeed(source, { types, asked: [{ userId, position }], limit })
  if (given !== undefined) checkCursor(given, read)
  const { found = [], hasMore = false } = read.pages[0] ?? {}
  const next = nextPosition(position, read, 0)
  return { items: viewAll(found, types), nextCursor: cursorOf(read, tag, next), hasMore }
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
