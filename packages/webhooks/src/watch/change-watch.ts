import { changesErrors } from '@tributary/changes'
import { isProblemError } from '@tributary/core'
import type { Deliverer } from '../delivery/deliverer.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { prune } from './prune.ts'
import { leaveWatch, listFollowed, takeWatch, wakePeople } from './watch-store.ts'

/** How many looks at due endpoints and changes there are from one look at who is followed to the next. */
const LOOKS_PER_BEAT = 5
/** How many beats there are from one pruning to the next: an hour of the default interval. */
const BEATS_PER_PRUNING = 720

export interface ChangeWatchOptions {
  readonly parts: () => Parts
  readonly deliverer: Deliverer
  /** Of this process. */
  readonly owner: string
  /** The interval of looks. */
  readonly milliseconds: number
}

/**
 * Watches for all people with endpoints whether anything has changed: one statement a look, in one of the processes. Each process looks
 * for due endpoints. Without endpoints, one statement every five looks.
 */
export class ChangeWatch {
  readonly #options: ChangeWatchOptions
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #looks = 0
  #beats = 0
  /** Followed at the last beat. */
  #people: readonly string[] = []
  /** Those whose changes from `#since` on this process watches; empty unless it has the watch. */
  #watched = new Set<string>()
  #since: string | undefined

  constructor(options: ChangeWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), this.#options.milliseconds).unref()
    this.#tick()
  }

  /** Has the next look find out who is followed: a new endpoint should not wait for the next beat. */
  refresh(): void {
    this.#looks = 0
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
    // Another process takes over at its next beat. A database that is unavailable ends the watch by itself.
    await leaveWatch(tablesOf(this.#options.parts()), this.#options.owner).catch(() => {})
  }

  /** A look that takes longer than the interval is not begun again. */
  #tick(): void {
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        this.#options.parts().logger.warn({ err: error }, 'changes for webhooks could not be read; retrying')
      })
      .finally(() => {
        this.#looking = undefined
      })
  }

  async #look(): Promise<void> {
    if (this.#looks++ % LOOKS_PER_BEAT === 0) await this.#beat()
    if (this.#people.length === 0) return
    await this.#wakeChanged()
    this.#options.deliverer.look()
  }

  async #beat(): Promise<void> {
    const { parts, owner } = this.#options
    const db = tablesOf(parts())
    this.#people = await listFollowed(db)
    const hasWatch = this.#people.length > 0 && (await takeWatch(db, owner))
    if (!hasWatch) this.#watched.clear()
    else await this.#watchPeople()
    // Old deliveries also remain where no endpoint is enabled.
    if (this.#beats++ % BEATS_PER_PRUNING === 0) await prune(parts())
  }

  /** Those who were not watched may have changes from before: they are served once. */
  async #watchPeople(): Promise<void> {
    if (this.#watched.size === 0) await this.#beginNow()
    const added = this.#people.filter((userId) => !this.#watched.has(userId))
    await this.#wake(added)
    this.#watched = new Set(this.#people)
  }

  async #beginNow(): Promise<void> {
    this.#since = (await this.#options.parts().feed.findChanged({ userIds: [] })).now
  }

  async #wakeChanged(): Promise<void> {
    const userIds = [...this.#watched]
    if (userIds.length === 0) return
    try {
      const found = await this.#options.parts().feed.findChanged({ userIds, since: this.#since })
      await this.#wake(found.changed)
      this.#since = found.now
    } catch (error) {
      if (!isProblemError(error) || error.code !== changesErrors.CHANGES_START_OVER.code) throw error
      // The database was restored: each endpoint finds out by its own cursor.
      await this.#beginNow()
      await this.#wake(userIds)
    }
  }

  #wake(userIds: readonly string[]): Promise<void> {
    const parts = this.#options.parts()
    return wakePeople(tablesOf(parts), userIds, new Date(parts.now()))
  }
}
