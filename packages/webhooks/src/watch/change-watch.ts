import { FollowedPeople, leaveWatch, takeWatch } from '@tributary/changes'
import { Poller } from '@tributary/core'
import type { Deliverer } from '../delivery/deliverer.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { prune } from './prune.ts'
import { listFollowed, wakePeople } from './watch-store.ts'

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
  readonly #poller: Poller
  #looks = 0
  #beats = 0
  /** Whether people are followed, by this process or another one. */
  #isNeeded = false
  readonly #people: FollowedPeople

  constructor(options: ChangeWatchOptions) {
    this.#options = options
    const { parts } = options
    this.#people = new FollowedPeople({
      feed: () => parts().feed,
      wake: (userIds) => wakePeople(tablesOf(parts()), userIds, new Date(parts().now())),
    })
    this.#poller = new Poller({
      milliseconds: options.milliseconds,
      poll: () => this.#look(),
      onError: (error) =>
        parts().logger.warn({ err: error }, 'changes for webhooks could not be read; retrying'),
    })
  }

  start(): void {
    this.#poller.start()
  }

  /** Has the next look find out who is followed: a new endpoint should not wait for the next beat. */
  refresh(): void {
    this.#looks = 0
  }

  async stop(): Promise<void> {
    await this.#poller.stop()
    // Another process takes over at its next beat. A database that is unavailable ends the watch by itself.
    await leaveWatch(tablesOf(this.#options.parts()), this.#watch).catch(() => {})
  }

  async #look(): Promise<void> {
    if (this.#looks++ % LOOKS_PER_BEAT === 0) await this.#beat()
    if (!this.#isNeeded) return
    await this.#people.look()
    this.#options.deliverer.look()
  }

  async #beat(): Promise<void> {
    const { parts } = this.#options
    const db = tablesOf(parts())
    const people = await listFollowed(db)
    this.#isNeeded = people.length > 0
    if (this.#isNeeded && (await takeWatch(db, this.#watch))) await this.#people.follow(people)
    else this.#people.leave()
    // Old deliveries also remain where no endpoint is enabled.
    if (this.#beats++ % BEATS_PER_PRUNING === 0) await prune(parts())
  }

  get #watch() {
    return { table: 'webhook_watch', watcher: this.#options.owner }
  }
}
