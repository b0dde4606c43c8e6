import { changesErrors } from '@tributary/changes'
import { isProblemError } from '@tributary/core'
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
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #looks = 0
  #since: string | undefined
  /** Those whose changes from `#since` on are known. */
  #watched: ReadonlySet<string> = new Set()

  constructor(options: RuleLoopOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), this.#options.milliseconds).unref()
    this.look()
  }

  /** A look that takes longer than the interval is not begun again. */
  look(): void {
    if (this.#stopping.signal.aborted) return
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        this.#options.parts().logger.warn({ err: error }, 'rules could not be evaluated; retrying')
      })
      .finally(() => {
        this.#looking = undefined
      })
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopping.abort(new Error('the server stops'))
    await this.#looking
  }

  async #look(): Promise<void> {
    const parts = this.#options.parts()
    if (this.#looks++ % LOOKS_PER_PRUNING === 0) {
      const before = new Date(parts.now() - KEPT_DAYS * DAY_MILLISECONDS)
      while (await prune(tablesOf(parts), before));
    }
    const failed = new Set<string>()
    for (const rule of await listEnabled(tablesOf(parts), await this.#changed(parts)))
      if (!(await this.#follow(parts, rule))) failed.add(rule.user_id)
    // They are looked at again, whether they have changes or not.
    this.#watched = new Set([...this.#watched].filter((userId) => !failed.has(userId)))
    await settleDays(parts)
  }

  /** Those who may have changes. A new one may have some from before `#since`. */
  async #changed(parts: Parts): Promise<readonly string[]> {
    const followed = await listFollowed(tablesOf(parts))
    const userIds = followed.map(({ userId }) => userId)
    const before = this.#watched
    if (userIds.length === 0) {
      this.#watched = new Set()
      return []
    }
    const known = userIds.filter((userId) => before.has(userId))
    const found = await this.#find(parts, known)
    this.#since = found.now
    this.#watched = new Set(userIds)
    const stale = followed.filter(({ oldest }) => parts.now() - oldest.getTime() >= DAY_MILLISECONDS)
    const fresh = userIds.filter((userId) => !before.has(userId))
    return [...new Set([...fresh, ...found.changed, ...stale.map(({ userId }) => userId)])]
  }

  async #find(parts: Parts, userIds: readonly string[]) {
    try {
      if (this.#since === undefined || userIds.length === 0) return await findNow(parts, userIds)
      return await parts.feed.findChanged({ userIds, since: this.#since })
    } catch (error) {
      if (!isProblemError(error) || error.code !== changesErrors.CHANGES_START_OVER.code) throw error
      return findNow(parts, userIds)
    }
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

/** All of them may have changes. */
async function findNow({ feed }: Parts, userIds: readonly string[]) {
  return { changed: userIds, now: (await feed.findChanged({ userIds: [] })).now }
}
