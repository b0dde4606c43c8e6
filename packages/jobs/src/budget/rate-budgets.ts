import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@tributary/database'
import type { IntegrationDefinition, LimitLeft, RateLimit } from '@tributary/integration-kit/host'
import { type RateBudget } from '@tributary/provider-client'
import type { JobsTables } from '../tables.ts'
import { BudgetUsedUpError } from './budget-used-up-error.ts'
import { type Grant, grant, largestBatch, liveTakes, usedOf, withTake } from './grant.ts'
import { blockBudget, lockBudget, saveTakes } from './rate-budget-store.ts'

/** The budgets of a provider, and their user. */
export interface BudgetUse {
  readonly integration: string
  /** Of limits per account. */
  readonly connectionId: string | undefined
  /** The name shown to the person: "Spotify". */
  readonly provider: string
  readonly limits: readonly RateLimit[]
  /** How much of each limit this use may take, from 0 to 1. Default all of it. */
  readonly share?: number
  readonly signal: AbortSignal
}

export interface RateBudgetsOptions {
  /** Milliseconds of a monotonic clock. Default `performance.now`. */
  readonly now?: () => number
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** The time by which limits are counted, in seconds since 1970. Default: the database's, which all processes share. */
  readonly time?: () => number
  /** How long a request waits; a job that would wait longer is requeued. Default 2. */
  readonly patienceSeconds?: number
}

/** The tokens that a process holds of one budget. */
interface Pool {
  readonly key: string
  readonly limit: RateLimit
  readonly share: number
  tokens: number
  expiresAt: number
  /** When the database was last queried. */
  askedAt: number
  /** How much is granted at once: more to a process that uses it up before it expires. */
  batch: number
  /** How much of the limit was used at the last query. */
  used: number
  filling: Promise<Grant> | undefined
}

/** A longer wait would block a slot of the worker, so the job is requeued instead. */
const PATIENCE_SECONDS = 2
/** Longer than tokens live, so that only unused pools are removed. */
const KEPT_MILLISECONDS = 60_000
/** Waits of more than a day are not credible. */
const MAX_BLOCK_SECONDS = 24 * 3600

/**
 * Budgets that all processes share: the count is in the database, and each process takes a few requests at a time.
 * Other processes see a block by the provider at their next query, at most 2 s later.
 */
export class RateBudgets {
  readonly #database: Database
  readonly #now: () => number
  readonly #wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly #time: () => number | undefined
  readonly #patienceSeconds: number
  readonly #pools = new Map<string, Pool>()

  constructor(database: Database, options: RateBudgetsOptions = {}) {
    this.#database = database
    this.#now = options.now ?? (() => performance.now())
    this.#wait = options.wait ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal }))
    this.#time = options.time ?? (() => undefined)
    this.#patienceSeconds = options.patienceSeconds ?? PATIENCE_SECONDS
  }

  /** For the requests of an integration; `undefined` where its definition names no limit. */
  openFor(
    { name, displayName, api }: IntegrationDefinition,
    whose: Pick<BudgetUse, 'connectionId' | 'share' | 'signal'>,
  ): RateBudget | undefined {
    const limits = api?.rateLimits ?? []
    if (limits.length === 0) return undefined
    return this.open({ integration: name, provider: displayName, limits, ...whose })
  }

  open(use: BudgetUse): RateBudget {
    return {
      take: (cost) => this.#take(use, cost ?? 1),
      block: (seconds) => this.#block(use, seconds),
      report: (left) => this.#report(use, left),
    }
  }

  /** Takes from all budgets or from none. */
  async #take(use: BudgetUse, cost: number): Promise<void> {
    refuseTooExpensive(use, cost)
    let patience = this.#patienceSeconds
    for (;;) {
      const short = this.#poolsOf(use).find((pool) => this.#available(pool) < needOf(pool, cost))
      if (short === undefined) return this.#spend(use, cost)
      const granted = await this.#fill(short, needOf(short, cost))
      if (!('waitSeconds' in granted)) continue
      if (granted.waitSeconds > patience) throw new BudgetUsedUpError(use, short.limit, granted.waitSeconds)
      patience -= granted.waitSeconds
      await this.#wait(granted.waitSeconds * 1000, use.signal)
    }
  }

  #available(pool: Pool): number {
    return this.#now() < pool.expiresAt ? pool.tokens : 0
  }

  #spend(use: BudgetUse, cost: number): void {
    for (const pool of this.#poolsOf(use)) pool.tokens -= needOf(pool, cost)
  }

  /** One query at a time: concurrent callers share its grant. */
  async #fill(pool: Pool, need: number): Promise<Grant> {
    pool.filling ??= this.#ask(pool, need).finally(() => {
      pool.filling = undefined
    })
    return pool.filling
  }

  async #ask(pool: Pool, need: number): Promise<Grant> {
    const { key, limit, share } = pool
    // Before the query, so that tokens expire here no later than in the database.
    const asked = this.#now()
    const isBusy = asked < pool.expiresAt
    pool.askedAt = asked
    const kept = isBusy ? pool.tokens : 0
    pool.batch = isBusy ? Math.min(largestBatch(limit), pool.batch * 2) : 1
    const granted = await this.#database.transaction<JobsTables, Grant>(async (trx) => {
      const answer = grant(await lockBudget(trx, key, this.#time()), limit, {
        share,
        need: need - kept,
        batch: pool.batch,
      })
      if (!('waitSeconds' in answer)) await saveTakes(trx, key, answer.takes)
      return answer
    })
    if ('waitSeconds' in granted) return granted
    // Kept tokens were granted earlier and expire earlier. Cheaper requests may have spent them since.
    pool.expiresAt = kept > 0 ? pool.expiresAt : asked + granted.holdSeconds * 1000
    pool.tokens = granted.tokens + (kept > 0 ? Math.min(kept, pool.tokens) : 0)
    pool.used = granted.used
    return granted
  }

  /**
   * A refusal with a time rarely names its limit. It is attributed to the account if the provider counts by account,
   * so that other accounts continue.
   */
  async #block(use: BudgetUse, seconds: number): Promise<void> {
    const pools = this.#poolsOf(use)
    const own = pools.filter(({ limit }) => limit.per === 'account' && use.connectionId !== undefined)
    await this.#blockPools(own.length === 0 ? pools : own, seconds)
  }

  async #blockPools(blocked: readonly Pool[], seconds: number): Promise<void> {
    const keys = new Set(blocked.map(({ key }) => key))
    for (const pool of this.#pools.values()) if (keys.has(pool.key)) pool.tokens = 0
    const until = Math.min(MAX_BLOCK_SECONDS, Math.max(0, seconds))
    for (const key of keys)
      await blockBudget(this.#database.tables<JobsTables>(), { key, time: this.#time() }, until)
  }

  /** Requests outside of this server count too. An answer never reduces the count. */
  async #report(use: BudgetUse, left: readonly (LimitLeft | undefined)[]): Promise<void> {
    for (const [number, pool] of this.#poolsOf(use).entries()) {
      const { remaining, resetSeconds } = left[number] ?? {}
      if (remaining === undefined || !Number.isFinite(remaining)) continue
      const used = pool.limit.requests - Math.max(0, remaining)
      if (used > pool.used) await this.#raise(pool, used)
      if (remaining <= 0 && resetSeconds !== undefined) await this.#blockPools([pool], resetSeconds)
    }
  }

  async #raise(pool: Pool, used: number): Promise<void> {
    pool.used = await this.#database.transaction<JobsTables, number>(async (trx) => {
      const state = await lockBudget(trx, pool.key, this.#time())
      const live = liveTakes(state, pool.limit)
      const missing = used - usedOf(live)
      if (missing <= 0) return usedOf(live)
      await saveTakes(trx, pool.key, withTake(live, { at: state.now, n: missing }, pool.limit))
      return used
    })
    if (pool.used >= pool.limit.requests) pool.tokens = 0
  }

  #poolsOf(use: BudgetUse): readonly Pool[] {
    return use.limits.map((limit) => this.#poolOf(use, limit))
  }

  #poolOf(use: BudgetUse, limit: RateLimit): Pool {
    const { share = 1 } = use
    const key = budgetKey(use, limit)
    const name = `${key}#${share}`
    let pool = this.#pools.get(name)
    if (pool === undefined) {
      this.#forgetExpired()
      pool = {
        key,
        limit,
        share,
        tokens: 0,
        expiresAt: 0,
        askedAt: this.#now(),
        batch: 1,
        used: 0,
        filling: undefined,
      }
      this.#pools.set(name, pool)
    }
    return pool
  }

  /** Each account may have its own pool; pools of finished accounts would never be removed. */
  #forgetExpired(): void {
    const now = this.#now()
    for (const [key, pool] of this.#pools)
      if (pool.filling === undefined && pool.askedAt + KEPT_MILLISECONDS <= now) this.#pools.delete(key)
  }
}

function needOf({ limit }: Pool, cost: number): number {
  return limit.counts === 'cost' ? cost : 1
}

/** Such a request would never be granted. */
function refuseTooExpensive({ provider, limits }: BudgetUse, cost: number): void {
  const limit = limits.find(({ requests, counts }) => counts === 'cost' && cost > requests)
  if (limit !== undefined)
    throw new TypeError(
      `a request to ${provider} costs ${cost} of a limit of ${limit.requests} units: correct its "cost" or the limit in "api.rateLimits"`,
    )
}

/** A budget's row: the integration, the connection where it is of one account, and the window. */
export function budgetKey(
  { integration, connectionId }: Pick<BudgetUse, 'integration' | 'connectionId'>,
  limit: RateLimit,
): string {
  const account = limit.per === 'account' ? (connectionId ?? '') : ''
  return [integration, account, windowName(limit)].join('|')
}

/** Names the window of a limit: `3600`, `900 fixed`, `day in America/Los_Angeles cost`. */
export function windowName({ perSeconds, perDayIn, window, counts }: RateLimit): string {
  const length = perDayIn === undefined ? String(perSeconds) : `day in ${perDayIn}`
  return [length, window === 'fixed' ? ' fixed' : '', counts === 'cost' ? ' cost' : ''].join('')
}
