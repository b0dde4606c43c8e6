import type { ChangeFeed } from './change-feed.ts'
import { mustStartOver } from './must-start-over.ts'

export interface FollowedPeopleOptions {
  readonly feed: () => ChangeFeed
  /** Told who may have changes. If it fails, they are told of again. */
  wake(userIds: readonly string[]): Promise<void>
}

/**
 * Finds out for a plugin which of the people that it follows have changes, one statement a look for all of them. Each person's own cursor then
 * says what the changes are.
 *
 * @example
 * const people = new FollowedPeople({ feed: () => parts().feed, wake: (userIds) => markDue(userIds) })
 * await people.follow(await listSubscribers())
 * await people.look()
 */
export class FollowedPeople {
  readonly #options: FollowedPeopleOptions
  /** Those whose changes from `#since` on are known. */
  #known: ReadonlySet<string> = new Set()
  #since: string | undefined

  constructor(options: FollowedPeopleOptions) {
    this.#options = options
  }

  /** Follows these people and no others. Who was not followed may have changes from before, and is woken. */
  async follow(userIds: readonly string[]): Promise<void> {
    if (this.#known.size === 0 && userIds.length > 0) this.#since = await this.#moment()
    await this.#wake(userIds.filter((userId) => !this.#known.has(userId)))
    this.#known = new Set(userIds)
  }

  /** Follows no person any longer: another process does. */
  leave(): void {
    this.#known = new Set()
  }

  /** Wakes those who have changes since the last look; after a restored backup all, whose own cursors find out. */
  async look(): Promise<void> {
    const userIds = [...this.#known]
    if (userIds.length === 0) return
    try {
      const { changed, now } = await this.#options.feed().findChanged({ userIds, since: this.#since })
      await this.#wake(changed)
      this.#since = now
    } catch (error) {
      if (!mustStartOver(error)) throw error
      this.#since = await this.#moment()
      await this.#wake(userIds)
    }
  }

  async #wake(userIds: readonly string[]): Promise<void> {
    if (userIds.length > 0) await this.#options.wake(userIds)
  }

  async #moment(): Promise<string> {
    return (await this.#options.feed().findChanged({ userIds: [] })).now
  }
}
