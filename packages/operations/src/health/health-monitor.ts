import type { Contribution } from '@tributary/core'
import type { HealthCheck } from './health-check.ts'

/** How often and how long checks run, in milliseconds. */
export interface HealthLimits {
  /** A check that takes longer has failed. */
  readonly checkTimeLimit: number
  /** How old an answer may be: many probes cost one check. */
  readonly cacheFor: number
  /** A check that hung past its limit is not asked again until it returns, or until this has passed. */
  readonly abandonAfter: number
}

/** With these, an outage shows within 3 s (a cached second and the limit) and its end within 11 s at the worst. */
export const DEFAULT_HEALTH_LIMITS: HealthLimits = {
  checkTimeLimit: 2_000,
  cacheFor: 1_000,
  abandonAfter: 10_000,
}

/** How one check went. */
export interface CheckResult {
  readonly name: string
  readonly plugin: string
  readonly critical: boolean
  readonly status: 'passing' | 'failing'
  readonly milliseconds: number
}

interface HealthMonitorOptions {
  /** Asked anew for every round, since plugins come and go. */
  checks(): readonly Contribution<HealthCheck>[]
  /** Called when a check begins or ceases to fail, so that an outage is two log lines and not one per probe. */
  onChange?(result: CheckResult, error: unknown): void
  readonly limits?: Partial<HealthLimits>
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
}

/** Runs health checks for any number of callers, at most one round at a time. */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions
  readonly #limits: HealthLimits
  readonly #now: () => number
  readonly #running = new Map<HealthCheck, { readonly since: number }>()
  readonly #failing = new Set<HealthCheck>()
  #round: Promise<readonly CheckResult[]> | undefined
  #staleAt = 0

  constructor(options: HealthMonitorOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_HEALTH_LIMITS, ...options.limits }
    this.#now = options.now ?? (() => performance.now())
  }

  /** The results of the round that is running or is fresh enough, else of a new one. Never rejects. */
  results(): Promise<readonly CheckResult[]> {
    if (this.#round === undefined || this.#now() >= this.#staleAt) {
      this.#staleAt = Number.POSITIVE_INFINITY
      this.#round = Promise.all(this.#options.checks().map((check) => this.#run(check))).finally(() => {
        this.#staleAt = this.#now() + this.#limits.cacheFor
      })
    }
    return this.#round
  }

  async #run({ plugin, value: check }: Contribution<HealthCheck>): Promise<CheckResult> {
    const began = this.#now()
    const error = await this.#failureOf(check)
    const result: CheckResult = {
      name: check.name,
      plugin,
      critical: check.critical === true,
      status: error === undefined ? 'passing' : 'failing',
      milliseconds: Math.round(this.#now() - began),
    }
    this.#note(check, result, error)
    return result
  }

  async #failureOf(check: HealthCheck): Promise<Error | undefined> {
    const { checkTimeLimit, abandonAfter } = this.#limits
    const hanging = this.#running.get(check)
    if (hanging !== undefined && this.#now() - hanging.since < abandonAfter) {
      return new Error(`the check "${check.name}" has not returned since it was last asked`)
    }
    const run = { since: this.#now() }
    this.#running.set(check, run)
    const controller = new AbortController()
    const outcome = Promise.resolve()
      .then(() => check.check(controller.signal))
      .then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        if (this.#running.get(check) === run) this.#running.delete(check)
      })
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<Error>((resolve) => {
      timer = setTimeout(() => {
        const error = new Error(`the check "${check.name}" did not return within ${checkTimeLimit} ms`)
        resolve(error)
        controller.abort(error)
      }, checkTimeLimit)
    })
    return Promise.race([outcome, limit]).finally(() => clearTimeout(timer))
  }

  #note(check: HealthCheck, result: CheckResult, error: Error | undefined): void {
    const failing = error !== undefined
    if (failing === this.#failing.has(check)) return
    if (failing) this.#failing.add(check)
    else this.#failing.delete(check)
    this.#options.onChange?.(result, error)
  }
}
