import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@tributary/database'
import { IntegrationError } from '@tributary/integration-kit'
import { type RateBudget } from '@tributary/provider-client'
import type { JobsTables } from '../tables.ts'
import { blockBudget, lockBudget, saveTakes } from './rate-budget-store.ts'
import { type Grant, grant, holdSeconds, type RateLimit } from './sliding-window.ts'

/** One budget, and who takes from it. */
export interface BudgetUse {
  /** The integration, or the integration and the connection: whoever the provider counts. */
  readonly key: string
  /** What the person is told has been used up: "Spotify". */
  readonly provider: string
  readonly limit: RateLimit
  /** How much of the limit this use may take, from 0 to 1. Default all of it. */
  readonly share?: number
  readonly signal: AbortSignal
}

export interface RateBudgetsOptions {
  /** Milliseconds by a clock that is never set back. Default `performance.now`. */
  readonly now?: () => number
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

interface Pool {
  tokens: number
  expiresAt: number
  filling: Promise<Grant> | undefined
}

/** Waiting longer would keep a slot of the worker from others: the job goes back into the queue. */
const PATIENCE_SECONDS = 2
/** What a provider says beyond a day is not to be believed. */
const MAX_BLOCK_SECONDS = 24 * 3600

/**
 * Budgets that all processes share: the count is in the database, and each process takes a few requests off it at a
 * time. A block by the provider is seen by the others at their next look, 2 s later at most.
 */
export class RateBudgets {
  readonly #database: Database
  readonly #now: () => number
  readonly #wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly #pools = new Map<string, Pool>()

  constructor(database: Database, options: RateBudgetsOptions = {}) {
    this.#database = database
    this.#now = options.now ?? (() => performance.now())
    this.#wait = options.wait ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal }))
  }

  open(use: BudgetUse): RateBudget {
    return { take: () => this.#take(use), block: (seconds) => this.#block(use, seconds) }
  }

  async #take(use: BudgetUse): Promise<void> {
    let patience = PATIENCE_SECONDS
    for (;;) {
      if (this.#takeOfPool(use)) return
      const granted = await this.#fill(use)
      if (!('waitSeconds' in granted)) continue
      if (granted.waitSeconds > patience) throw new BudgetUsedUpError(use, granted.waitSeconds)
      patience -= granted.waitSeconds
      await this.#wait(granted.waitSeconds * 1000, use.signal)
    }
  }

  #takeOfPool(use: BudgetUse): boolean {
    const pool = this.#poolOf(use)
    if (pool.tokens <= 0 || this.#now() >= pool.expiresAt) return false
    pool.tokens--
    return true
  }

  /** One look at the database at a time: whoever comes meanwhile shares what it grants. */
  async #fill(use: BudgetUse): Promise<Grant> {
    const pool = this.#poolOf(use)
    pool.filling ??= this.#ask(use, pool).finally(() => {
      pool.filling = undefined
    })
    return pool.filling
  }

  async #ask(use: BudgetUse, pool: Pool): Promise<Grant> {
    // Before the question, so that tokens expire here no later than the database believes.
    const asked = this.#now()
    const granted = await this.#database.transaction<JobsTables, Grant>(async (trx) => {
      const answer = grant(await lockBudget(trx, use.key), use.limit, use.share)
      if (!('waitSeconds' in answer)) await saveTakes(trx, use.key, answer.takes)
      return answer
    })
    if (!('waitSeconds' in granted)) {
      pool.tokens = granted.tokens
      pool.expiresAt = asked + holdSeconds(use.limit) * 1000
    }
    return granted
  }

  async #block(use: BudgetUse, seconds: number): Promise<void> {
    for (const [key, pool] of this.#pools) if (key.startsWith(`${use.key}#`)) pool.tokens = 0
    await blockBudget(
      this.#database.tables<JobsTables>(),
      use.key,
      Math.min(MAX_BLOCK_SECONDS, Math.max(0, seconds)),
    )
  }

  #poolOf({ key, share = 1 }: BudgetUse): Pool {
    const name = `${key}#${share}`
    let pool = this.#pools.get(name)
    if (pool === undefined) {
      this.#forgetExpired()
      pool = { tokens: 0, expiresAt: 0, filling: undefined }
      this.#pools.set(name, pool)
    }
    return pool
  }

  /** Each account may have a pool of its own; those of accounts that are done would stay for good. */
  #forgetExpired(): void {
    const now = this.#now()
    for (const [key, pool] of this.#pools)
      if (pool.filling === undefined && pool.expiresAt <= now) this.#pools.delete(key)
  }
}

/** This server's own count is used up, or the share of it that a use may take: nothing that the provider has said. */
export class BudgetUsedUpError extends IntegrationError {
  constructor({ provider, limit }: BudgetUse, seconds: number) {
    super(
      'rate_limit',
      `${provider} is not asked again yet: it has asked to wait, or its ${limit.requests} requests in ${limit.perSeconds} s are used up. This goes on by itself.`,
      { retryAfterSeconds: seconds },
    )
    this.name = 'BudgetUsedUpError'
  }
}
