import { Readable } from 'node:stream'
import { isProblemError } from '@tributary/core'
import { type ChangeCursor, decodePosition, encodePosition } from '../change-cursor.ts'
import type { CatchUp } from './catch-up.ts'
import type { ChannelEntry, PersonChannel } from './person-channel.ts'

/** Proxies close what is silent for longer. */
const SILENCE_MILLISECONDS = 10_000
/** A stream ends then, and its client comes back and signs in again: a revoked key does not go on reading. */
const LIFETIME_MILLISECONDS = 15 * 60_000

export interface Followed {
  readonly channel: PersonChannel
  readonly catchUp: CatchUp
  /** Where the client goes on; undefined: from now on. */
  readonly cursor: ChangeCursor | undefined
  readonly types: ReadonlySet<string>
  /** Of its cursors, see `tagOf`. */
  readonly tag: string
  /** Aborts when the server stops or the client has gone. */
  readonly signal: AbortSignal
}

/** Server-sent events: `change` with each change as JSON. The id of each is the cursor after it. */
export function changeEvents(followed: Followed): Readable {
  return Readable.from(events(followed), { objectMode: false })
}

async function* events(followed: Followed): AsyncGenerator<string> {
  const { channel, tag, signal } = followed
  const endAt = performance.now() + LIFETIME_MILLISECONDS
  let cursor = followed.cursor ?? channel.last
  // A client that loses the connection before the first change knows where to go on.
  const id = followed.cursor === undefined && cursor !== undefined ? idOf(tag, encodePosition(cursor)) : ''
  // Long enough not to hammer a server that restarts.
  yield `retry: 2000\n${id}\n`
  while (cursor !== undefined && !signal.aborted) {
    cursor = yield* missedEvents(followed, cursor)
    if (cursor !== undefined) cursor = yield* sharedEvents(followed, cursor, endAt)
  }
}

/** What is no longer in memory, page by page. Returns the place from which the channel has everything; undefined if the stream has ended. */
async function* missedEvents(
  { channel, catchUp, types, tag, signal }: Followed,
  from: ChangeCursor,
): AsyncGenerator<string, ChangeCursor | undefined> {
  let cursor = from
  while (channel.placeOf(cursor.position) === undefined) {
    if (signal.aborted) return undefined
    const page = await catchUp.read(channel.userId, cursor).catch(endOfStream)
    if (page === undefined) return undefined
    yield `${textOf(page.entries, types, tag)}${idOf(tag, encodePosition(page.next))}\n`
    cursor = page.next
  }
  return cursor
}

/** The client comes back, and is told then that its cursor is no longer valid. */
function endOfStream(error: unknown): undefined {
  if (!isProblemError(error) || error.code !== 'CHANGES_START_OVER') throw error
}

/** What all streams of this person share. Returns a place if the client has read too slowly for it, undefined at the end. */
async function* sharedEvents(
  { channel, types, tag, signal }: Followed,
  joinedAt: ChangeCursor,
  endAt: number,
): AsyncGenerator<string, ChangeCursor | undefined> {
  let place = channel.placeOf(joinedAt.position) ?? 0
  let last: ChannelEntry | undefined
  while (!signal.aborted && performance.now() < endAt) {
    const batch = channel.read(place, joinedAt.position)
    if (batch === undefined) return last === undefined ? joinedAt : decodePosition(last.cursor)
    const { entries, next } = batch
    const isAtEnd = next === place
    place = next
    last = entries.at(-1) ?? last
    const text = textOf(entries, types, tag)
    if (text !== '') yield text
    // An id alone is no event, but what the client remembers moves on with it.
    else if (isAtEnd && !(await channel.wait(signal, SILENCE_MILLISECONDS)))
      yield `: still here\n${channel.last === undefined ? '' : idOf(tag, encodePosition(channel.last))}\n`
  }
  return undefined
}

function textOf(entries: readonly ChannelEntry[], types: ReadonlySet<string>, tag: string): string {
  return entries
    .filter(({ type }) => types.has(type))
    .map(({ cursor, data }) => `event: change\n${idOf(tag, cursor)}data: ${data}\n\n`)
    .join('')
}

function idOf(tag: string, cursor: string): string {
  return `id: ${tag}.${cursor}\n`
}
