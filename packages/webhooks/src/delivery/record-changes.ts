import { isDeepStrictEqual } from 'node:util'
import { type ChangePage, changesErrors, mustStartOver } from '@tributary/changes'
import { isProblemError } from '@tributary/core'
import type { FeedPosition } from '../endpoint-store.ts'
import { changeEvents, startOverEvent, type WebhookEvent } from '../events/make-events.ts'
import type { Parts } from '../parts.ts'
import type { EndpointRow, WebhooksTables } from '../tables.ts'
import { insertDeliveries } from './delivery-store.ts'
import { type Claim, renewLease, saveCursor } from './lease-store.ts'
import { DAY_MILLISECONDS, MOST_CHANGES } from './limits.ts'

/**
 * `recorded`: there may be more. `none`: nothing has changed. `unavailable`: the plugin of a followed type is not running. `lost`: another
 * process serves the endpoint, or it was disabled.
 */
export type Recorded = 'recorded' | 'none' | 'unavailable' | 'lost'

/** What a look at the feed gives. */
interface Found {
  readonly events: readonly WebhookEvent[]
  readonly position: FeedPosition
  readonly hasMore: boolean
}

/** An unmoved cursor is saved again after this time: one that is older than the recorded deletions would be refused. */
const MOVED_AFTER = DAY_MILLISECONDS

/**
 * Records the next changes of an endpoint as deliveries, and moves its cursor in the same transaction: a change is recorded once, whenever
 * the process ends.
 */
export async function recordChanges(parts: Parts, claim: Claim, endpoint: EndpointRow): Promise<Recorded> {
  const types = parts.feed.types().map(({ type }) => type)
  // Its changes would be passed over.
  if (endpoint.cursor_types.some((type) => !types.includes(type))) return 'unavailable'
  const now = new Date(parts.now())
  const found = await look(parts, endpoint, { types, now })
  const isIdle = found.events.length === 0 && !found.hasMore
  const isFresh = now.getTime() - endpoint.cursor_at.getTime() < MOVED_AFTER
  const isSame = found.position.cursorTypes.length === endpoint.cursor_types.length
  if (isIdle && isFresh && isSame) return 'none'
  const { events, position } = found
  return parts.database.transaction<WebhooksTables, Recorded>(async (trx) => {
    const current = await renewLease(trx, claim)
    if (current === undefined) return 'lost'
    // Other types were chosen meanwhile, perhaps with another address, or it has to start over: the changes are looked at again.
    if (!isDeepStrictEqual(lookedFor(current), lookedFor(endpoint))) return 'recorded'
    await insertDeliveries(trx, claim, { events, now })
    await saveCursor(trx, claim, position)
    return isIdle ? 'none' : 'recorded'
  })
}

function lookedFor({ types, cursor, cursor_types }: EndpointRow): unknown {
  return [types, cursor, cursor_types]
}

interface At {
  /** All that the feed has now. */
  readonly types: readonly string[]
  readonly now: Date
}

async function look(parts: Parts, endpoint: EndpointRow, at: At): Promise<Found> {
  const { cursor } = endpoint
  if (cursor === null) return startOver(parts, endpoint, { ...at, reason: EXPIRED })
  try {
    return await readOn(parts, { ...endpoint, cursor }, at)
  } catch (error) {
    const reason = reasonToStartOver(error)
    if (reason === undefined) throw error
    return startOver(parts, endpoint, { ...at, reason })
  }
}

const EXPIRED = 'The endpoint was disabled for longer than deliveries are kept.'

/** A cursor that cannot be read, as after a downgrade, is replaced too: otherwise the endpoint would never go on. */
function reasonToStartOver(error: unknown): string | undefined {
  if (!mustStartOver(error) || !isProblemError(error)) return undefined
  return error.code === changesErrors.CHANGES_START_OVER.code
    ? error.message
    : 'The position in the changes is invalid.'
}

async function readOn(
  parts: Parts,
  endpoint: EndpointRow & { readonly cursor: string },
  { types, now }: At,
): Promise<Found> {
  const { user_id: userId, cursor, cursor_types: followed } = endpoint
  // Where the feed has more types than at the last look, all are followed from this moment on, which is before the page.
  const since = types.length === followed.length ? undefined : await beginNow(parts, userId, types)
  const page = await parts.feed.read({ userId, types: followed, cursor, limit: MOST_CHANGES })
  const next =
    since !== undefined && !page.hasMore
      ? { cursor: since.nextCursor, cursorTypes: types }
      : { cursor: page.nextCursor, cursorTypes: followed }
  const chosen = page.items.filter(({ type }) => endpoint.types?.includes(type) ?? true)
  return {
    events: changeEvents(chosen, now.getTime()),
    position: { ...next, at: now },
    hasMore: page.hasMore,
  }
}

async function startOver(
  parts: Parts,
  { user_id: userId }: EndpointRow,
  { types, now, reason }: At & { readonly reason: string },
): Promise<Found> {
  const { nextCursor: cursor } = await beginNow(parts, userId, types)
  return {
    events: [startOverEvent(reason, now.getTime())],
    position: { cursor, cursorTypes: types, at: now },
    hasMore: false,
  }
}

function beginNow({ feed }: Parts, userId: string, types: readonly string[]): Promise<ChangePage> {
  return feed.read({ userId, types, cursor: 'now', limit: 1 })
}

/** Of an endpoint that is created now. */
export async function positionNow(parts: Parts, userId: string): Promise<FeedPosition> {
  const cursorTypes = parts.feed.types().map(({ type }) => type)
  const at = new Date(parts.now())
  return { cursor: (await beginNow(parts, userId, cursorTypes)).nextCursor, cursorTypes, at }
}
