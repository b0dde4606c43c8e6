import { FollowedPeople, leaveWatch, takeWatch } from '@tributary/changes'
import { LeasedTurns, Poller } from '@tributary/core'
import { type Parts, tablesOf } from './parts.ts'
import { type Claim, claimDue } from './send/lease-store.ts'
import { serveSubscription } from './send/serve-subscription.ts'
import { listFollowed, wakePeople } from './subscription-store.ts'

/** How many looks at due subscriptions and changes there are from one look at who is followed to the next. */
const LOOKS_PER_BEAT = 5
/** Less than the kernel gives a plugin to stop. */
const STOP_MILLISECONDS = 4_000

export interface ChangeWatchOptions {
  readonly parts: () => Parts
  /** Of this process. */
  readonly owner: string
  /** The interval of looks. */
  readonly milliseconds: number
}

/**
 * Serves due subscriptions, several at once, and watches in one of the processes whose data has changed: one statement a look for all
 * people. Until it is stopped.
 */
export class ChangeWatch {
  readonly #options: ChangeWatchOptions
  readonly #turns: LeasedTurns<Claim>
  readonly #poller: Poller
  #looks = 0
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
        parts().logger.warn({ err: error }, 'changes for analytics could not be read; retrying'),
    })
    this.#turns = new LeasedTurns<Claim>({
      claim: (query) => claimDue(tablesOf(parts()), { ...query, now: new Date(parts().now()) }),
      serve: (claim, signals) => serveSubscription(parts(), claim, signals),
      onError: (error, claim) =>
        parts().logger.warn(
          { err: error, subscriptionId: claim?.id },
          'analytics could not be sent; retrying',
        ),
    })
  }

  start(): void {
    this.#poller.start()
  }

  /** Has the next look find out who is followed: a new subscription should not wait for the next beat. */
  refresh(): void {
    this.#looks = 0
    this.#turns.look()
  }

  async stop(): Promise<void> {
    await this.#poller.stop()
    await this.#turns.stop(STOP_MILLISECONDS)
    // Another process takes over at its next beat. A database that is unavailable ends the watch by itself.
    await leaveWatch(tablesOf(this.#options.parts()), this.#watch).catch(() => {})
  }

  async #look(): Promise<void> {
    if (this.#looks++ % LOOKS_PER_BEAT === 0) await this.#beat()
    await this.#people.look()
    this.#turns.look()
  }

  async #beat(): Promise<void> {
    const db = tablesOf(this.#options.parts())
    const people = await listFollowed(db)
    if (people.length > 0 && (await takeWatch(db, this.#watch))) await this.#people.follow(people)
    else this.#people.leave()
  }

  get #watch() {
    return { table: 'analytics_watch', watcher: this.#options.owner }
  }
}
