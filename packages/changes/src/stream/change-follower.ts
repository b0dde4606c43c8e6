import { setTimeout as sleep } from 'node:timers/promises'
import { type ChangeCursor, checkCursor } from '../change-cursor.ts'
import { type FeedSource, readCurrentFeed } from '../current-feed.ts'
import { viewAll } from '../database-feed.ts'
import type { FeedRead } from '../feed-store.ts'
import type { Position } from '../position.ts'
import { PersonChannel } from './person-channel.ts'

/**
 * How often the changes of all followed people are read. A poll: LISTEN does not pass every connection pooler, and a notification is sent
 * by a trigger for each statement that writes.
 */
const LOOK_MILLISECONDS = 500
/** The interval while a user has more changes than one read returns. */
const BUSY_MILLISECONDS = 100
const PAGE_CHANGES = 500
/** How long a person is read on after their last stream has ended: a proxy that cuts a stream brings the client back within seconds. */
const LINGER_MILLISECONDS = 60_000

/** A position that nothing comes after. */
const END: Position = { seen: { next: Number.MAX_SAFE_INTEGER, open: [] } }

export interface ChangeFollowerOptions extends FeedSource {
  /** Aborts when the server stops. */
  readonly closing: AbortSignal
  readonly onFailure: (error: unknown) => void
}

/** Reads the changes of all users followed in this process, in one query every 500 ms; without followers, no queries. */
export class ChangeFollower {
  readonly #options: ChangeFollowerOptions
  readonly #channels = new Map<string, PersonChannel>()
  #last: FeedRead | undefined
  #next = Promise.withResolvers<void>()
  #isRunning = false
  #hurry = new AbortController()

  constructor(options: ChangeFollowerOptions) {
    this.#options = options
  }

  /** The channel of a person, that has been read to a time after this call or follows already. Rejects if the database cannot be read. */
  async join(userId: string): Promise<PersonChannel> {
    const channel = this.#channels.get(userId) ?? new PersonChannel(userId)
    this.#channels.set(userId, channel)
    channel.streams += 1
    try {
      if (channel.position === undefined) await this.#look()
      return channel
    } catch (error) {
      this.leave(channel)
      throw error
    }
  }

  leave(channel: PersonChannel): void {
    channel.streams -= 1
    channel.idleSince = performance.now()
  }

  /** Throws as `checkCursor`. Asks the database only if the cursor seems invalid: an epoch may have begun since the last look. */
  async check(cursor: ChangeCursor): Promise<void> {
    try {
      if (this.#last !== undefined) return checkCursor(cursor, this.#last)
    } catch {
      // Looked at again below.
    }
    await this.#look()
    if (this.#last !== undefined) checkCursor(cursor, this.#last)
  }

  /** Resolves after a look that has begun after this call. */
  async #look(): Promise<void> {
    if (this.#options.closing.aborted) throw new Error('the server is stopping')
    const { promise } = this.#next
    if (this.#isRunning) this.#hurry.abort()
    else void this.#run()
    await promise
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#channels.size > 0 && !this.#options.closing.aborted) {
      const isBusy = await this.#read()
      this.#forgetIdle()
      const signal = AbortSignal.any([this.#options.closing, this.#hurry.signal])
      await sleep(isBusy ? BUSY_MILLISECONDS : LOOK_MILLISECONDS, undefined, { signal }).catch(() => {})
    }
    this.#isRunning = false
    this.#next.promise.catch(() => {})
    if (this.#options.closing.aborted) this.#next.reject(new Error('the server is stopping'))
  }

  async #read(): Promise<boolean> {
    const { promise, resolve, reject } = this.#next
    promise.catch(() => {})
    this.#next = Promise.withResolvers()
    this.#hurry = new AbortController()
    try {
      const isBusy = await this.#readAll()
      resolve()
      return isBusy
    } catch (error) {
      this.#options.onFailure(error)
      reject(error)
      return false
    }
  }

  async #readAll(): Promise<boolean> {
    const channels = [...this.#channels.values()]
    const types = this.#options.types()
    const asked = channels.map(({ userId, position = END }) => ({ userId, position }))
    const read = await readCurrentFeed(this.#options, { types, asked, limit: PAGE_CHANGES })
    this.#last = read
    const busy = channels.map((channel, index) => {
      const page = read.pages[index] ?? { found: [], hasMore: false }
      if (!isValid(channel.last, read)) {
        channel.close()
        this.#channels.delete(channel.userId)
        return false
      }
      return channel.add(read, page, (found) => viewAll(found, types))
    })
    return busy.includes(true)
  }

  #forgetIdle(): void {
    const before = performance.now() - LINGER_MILLISECONDS
    for (const [userId, { streams, idleSince }] of this.#channels)
      if (streams === 0 && idleSince < before) this.#channels.delete(userId)
  }
}

function isValid(cursor: ChangeCursor | undefined, read: FeedRead): boolean {
  try {
    if (cursor !== undefined) checkCursor(cursor, read)
    return true
  } catch {
    return false
  }
}
