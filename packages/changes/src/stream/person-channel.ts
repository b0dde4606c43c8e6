import { type ChangeCursor, cursorAt, decodePosition, encodePosition } from '../change-cursor.ts'
import type { FeedChange } from '../change-feed.ts'
import type { FeedRead, FoundChange } from '../feed-store.ts'
import {
  hasReceived,
  isPast,
  type Ordered,
  type Position,
  positionAfter,
  positionAtEnd,
} from '../position.ts'

/** A change as it is sent to everybody who follows one person's data. */
export interface ChannelEntry extends Ordered {
  readonly type: string
  /** The position after it, encoded. */
  readonly cursor: string
  readonly data: string
}

/** Kept for slow readers and for reconnecting ones. A reader that is further behind reads the database. */
const MOST_ENTRIES = 1_000
const MOST_CHARACTERS = 512 * 1024
/** Of one batch: a stream buffers no more for a client that does not read. */
const BATCH_CHARACTERS = 32 * 1024

/** The latest changes of one person, read once for all of their streams in this process. */
export class PersonChannel {
  readonly userId: string
  /** Until where it has read; undefined before the first time. */
  last: ChangeCursor | undefined
  streams = 0
  /** Milliseconds; when its last stream ended. */
  idleSince = 0
  /** Everything after this is among the entries. */
  #start: Position | undefined
  #entries: ChannelEntry[] = []
  /** The place of the first entry among all that there have been. */
  #first = 0
  #characters = 0
  readonly #waiting = new Set<() => void>()
  readonly #closing = new AbortController()

  constructor(userId: string) {
    this.userId = userId
  }

  get position(): Position | undefined {
    return this.last?.position
  }

  /** Aborts when what it has sent is of a history that the database has left: clients have to start over. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  close(): void {
    this.#closing.abort()
  }

  /** Takes in what a read has found after `position`. Returns whether there is more. */
  add(
    read: FeedRead,
    page: { readonly found: readonly FoundChange[]; readonly hasMore: boolean },
    view: (found: readonly FoundChange[]) => readonly FeedChange[],
  ): boolean {
    const { now } = read
    const from = this.position ?? positionAtEnd(now)
    this.#start ??= from
    const shown = view(page.found)
    for (const [index, { change, key, type }] of page.found.entries()) {
      const position = positionAfter(from, now, { change, key })
      const cursor = encodePosition(cursorAt(read, position))
      this.#append({ change, key, type, cursor, data: JSON.stringify(shown[index]) })
    }
    const last = page.hasMore ? page.found.at(-1) : undefined
    const position = last === undefined ? positionAtEnd(now) : positionAfter(from, now, last)
    this.last = cursorAt(read, position)
    this.#evict()
    if (page.found.length > 0) for (const wake of this.#waiting) wake()
    return last !== undefined
  }

  /** The place from which a client at a position goes on; undefined where entries that it lacks are gone. */
  placeOf(position: Position): number | undefined {
    return this.#start !== undefined && isPast(position, this.#start) ? this.#first : undefined
  }

  /** The entries from a place on that a client has not received, a batch of them; undefined where some are gone. */
  read(
    place: number,
    joinedAt: Position,
  ): { readonly entries: ChannelEntry[]; readonly next: number } | undefined {
    if (place < this.#first) return undefined
    const entries: ChannelEntry[] = []
    let next = place - this.#first
    let characters = 0
    for (; next < this.#entries.length && characters < BATCH_CHARACTERS; next++) {
      const entry = this.#entries[next]
      if (entry === undefined || hasReceived(joinedAt, entry)) continue
      entries.push(entry)
      characters += entry.data.length
    }
    return { entries, next: next + this.#first }
  }

  /** Resolves when there are new entries (true), or when the time is over or the signal aborts. */
  wait(signal: AbortSignal, milliseconds: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const wake = () => resolve(true)
    const stop = () => resolve(false)
    const timer = setTimeout(stop, milliseconds)
    this.#waiting.add(wake)
    signal.addEventListener('abort', stop, { once: true })
    return promise.finally(() => {
      clearTimeout(timer)
      this.#waiting.delete(wake)
      signal.removeEventListener('abort', stop)
    })
  }

  #append(entry: ChannelEntry): void {
    this.#entries.push(entry)
    this.#characters += entry.data.length
  }

  #evict(): void {
    let evicted = 0
    while (this.#entries.length - evicted > MOST_ENTRIES || this.#characters > MOST_CHARACTERS) {
      const entry = this.#entries[evicted]
      if (entry === undefined) break
      this.#characters -= entry.data.length
      this.#start = decodePosition(entry.cursor).position
      evicted += 1
    }
    if (evicted === 0) return
    this.#entries = this.#entries.slice(evicted)
    this.#first += evicted
  }
}
