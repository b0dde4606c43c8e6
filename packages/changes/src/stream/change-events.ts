import { Readable } from 'node:stream'
import { decodePosition } from '../change-cursor.ts'
import type { Position } from '../position.ts'
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
  readonly position: Position | undefined
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
  let position = followed.position ?? channel.position
  // A client that loses the connection before the first change knows where to go on.
  const id = followed.position === undefined ? idOf(tag, channel.cursor) : ''
  // Long enough not to hammer a server that restarts.
  yield `retry: 2000\n${id}\n`
  while (position !== undefined && !signal.aborted) {
    position = yield* missedEvents(followed, position)
    if (position !== undefined) position = yield* sharedEvents(followed, position, endAt)
  }
}

/** What is no longer in memory, page by page. Returns the position from which the channel has everything. */
async function* missedEvents(
  { channel, catchUp, types, tag, signal }: Followed,
  from: Position,
): AsyncGenerator<string, Position | undefined> {
  let position = from
  while (channel.placeOf(position) === undefined) {
    if (signal.aborted) return undefined
    const page = await catchUp.read(channel.userId, position)
    yield `${textOf(page.entries, types, tag)}${idOf(tag, page.cursor)}\n`
    position = page.position
  }
  return position
}

/** What all streams of this person share. Returns a position if the client has read too slowly for it, undefined at the end. */
async function* sharedEvents(
  { channel, types, tag, signal }: Followed,
  joinedAt: Position,
  endAt: number,
): AsyncGenerator<string, Position | undefined> {
  let place = channel.placeOf(joinedAt) ?? 0
  let last: ChannelEntry | undefined
  while (!signal.aborted && performance.now() < endAt) {
    const batch = channel.read(place, joinedAt)
    if (batch === undefined) return last === undefined ? joinedAt : decodePosition(last.cursor).position
    const { entries, next } = batch
    const isAtEnd = next === place
    place = next
    last = entries.at(-1) ?? last
    const text = textOf(entries, types, tag)
    if (text !== '') yield text
    // An id alone is no event, but what the client remembers moves on with it.
    else if (isAtEnd && !(await channel.wait(signal, SILENCE_MILLISECONDS)))
      yield `: still here\n${idOf(tag, channel.cursor)}\n`
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
