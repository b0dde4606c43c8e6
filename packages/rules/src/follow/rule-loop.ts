import { FollowedPeople } from '@tributary/changes'
import { Poller } from '@tributary/core'
import { prune } from '../firings/firing-store.ts'
import { DAY_MILLISECONDS, KEPT_DAYS } from '../limits.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { listEnabled, listFollowed } from '../rules/rule-store.ts'
import type { RuleRow } from '../tables.ts'
import { followRule } from './follow-rule.ts'
import { settleDays } from './settle-days.ts'

/** How many looks there are from one pruning to the next: an hour of the default interval. */
const LOOKS_PER_PRUNING = 1_800

export interface RuleLoopOptions {
  readonly parts: () => Parts
  /** The interval of looks. */
  readonly milliseconds: number
}

/**
 * Looks for changes of people with rules, in each process, until it is stopped. Several processes may read the same page; the position of a
 * rule lets one of them commit what follows.
 */
export class RuleLoop {
  readonly #options: RuleLoopOptions
  readonly #stopping = new AbortController()
  readonly #poller: Poller
  #looks = 0
  readonly #people: FollowedPeople
  /** Those who may have changes that their rules have not been evaluated for. */
  readonly #due = new Set<string>()

  constructor(options: RuleLoopOptions) {
    this.#options = options
    this.#people = new FollowedPeople({
      feed: () => options.parts().feed,
      wake: async (userIds) => userIds.forEach((userId) => this.#due.add(userId)),
    })
    this.#poller = new Poller({
      milliseconds: options.milliseconds,
      poll: () => this.#look(),
      onError: (error) =>
        options.parts().logger.warn({ err: error }, 'rules could not be evaluated; retrying'),
    })
  }

  start(): void {
    this.#poller.start()
  }

  /** Looks now instead of at the next interval. */
  look(): void {
    this.#poller.poll()
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the server stops'))
    await this.#poller.stop()
  }

  async #look(): Promise<void> {
    const parts = this.#options.parts()
    if (this.#looks++ % LOOKS_PER_PRUNING === 0) {
      const before = new Date(parts.now() - KEPT_DAYS * DAY_MILLISECONDS)
      while (await prune(tablesOf(parts), before));
    }
    await this.#findDue(parts)
    const failed = new Set<string>()
    const due = [...this.#due]
    for (const rule of await listEnabled(tablesOf(parts), due))
      if (!(await this.#follow(parts, rule))) failed.add(rule.user_id)
    for (const userId of due) if (!failed.has(userId)) this.#due.delete(userId)
    await settleDays(parts)
  }

  /** Positions that are a day old are saved again, with changes or without. */
  async #findDue(parts: Parts): Promise<void> {
    const followed = await listFollowed(tablesOf(parts))
    await this.#people.look()
    await this.#people.follow(followed.map(({ userId }) => userId))
    for (const { userId, oldest } of followed)
      if (parts.now() - oldest.getTime() >= DAY_MILLISECONDS) this.#due.add(userId)
  }

  /** `false`: it has to be tried again. A rule that fails does not keep others from being evaluated. */
  async #follow(parts: Parts, rule: RuleRow): Promise<boolean> {
    try {
      let next: RuleRow | undefined = rule
      while (next !== undefined && !this.#stopping.signal.aborted) next = await followRule(parts, next)
      return true
    } catch (error) {
      parts.logger.warn({ err: error, ruleId: rule.id }, 'rule could not be evaluated; retrying')
      return false
    }
  }
}
