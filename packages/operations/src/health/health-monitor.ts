import type { Contribution } from '@tributary/core'
import { type CheckFailure, describeFailure, errorOf } from './describe-failure.ts'
import type { HealthCheck, HealthSeverity } from './health-check.ts'

/** Intervals and limits of checks, in milliseconds. */
export interface HealthLimits {
  /** A check that takes longer has failed. */
  readonly checkTimeLimit: number
  /** How long a result is reused: many probes cost one check. */
  readonly cacheFor: number
  /** A check that exceeded its limit is not run again until it returns, or until this has passed. */
  readonly abandonAfter: number
}

/** With these, an outage is shown within 3 s (a cached second and the limit), its end within 11 s. */
export const DEFAULT_HEALTH_LIMITS: HealthLimits = {
  checkTimeLimit: 2_000,
  cacheFor: 1_000,
  abandonAfter: 10_000,
}

/** The result of one check. */
export interface CheckResult {
  readonly name: string
  readonly plugin: string
  readonly severity: HealthSeverity
  /** `unknown`: the check failed, and a check that it depends on fails. */
  readonly status: 'passing' | 'failing' | 'unknown'
  /** Cause and cure of a failing check in one sentence. */
  readonly message?: string
  readonly milliseconds: number
}

interface HealthMonitorOptions {
  /** Called for every round, since plugins can start and stop. */
  checks(): readonly Contribution<HealthCheck>[]
  /** Called when a check starts or stops failing, so that an outage is two log lines and not one per probe. */
  onChange?(result: CheckResult, error: unknown): void
  readonly limits?: Partial<HealthLimits>
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number
}

interface Outcome {
  readonly contribution: Contribution<HealthCheck>
  readonly failure: CheckFailure | undefined
  readonly milliseconds: number
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

  /** The results of the current round, of the last one if it is fresh, else of a new one. Never rejects. */
  results(): Promise<readonly CheckResult[]> {
    if (this.#round === undefined || this.#now() >= this.#staleAt) {
      this.#staleAt = Number.POSITIVE_INFINITY
      this.#round = this.#runRound().finally(() => {
        this.#staleAt = this.#now() + this.#limits.cacheFor
      })
    }
    return this.#round
  }

  async #runRound(): Promise<readonly CheckResult[]> {
    const outcomes = await Promise.all(this.#options.checks().map((check) => this.#run(check)))
    const failing = new Set(
      outcomes.flatMap(({ contribution, failure }) =>
        failure === undefined ? [] : [contribution.value.name],
      ),
    )
    return outcomes.map((outcome) => this.#conclude(outcome, failing))
  }

  async #run(contribution: Contribution<HealthCheck>): Promise<Outcome> {
    const began = this.#now()
    const failure = await this.#failureOf(contribution.value)
    return { contribution, failure, milliseconds: Math.round(this.#now() - began) }
  }

  #conclude({ contribution, failure, milliseconds }: Outcome, failing: ReadonlySet<string>): CheckResult {
    const { plugin, value: check } = contribution
    const { name, severity = 'degraded', needs = [] } = check
    const common = { name, plugin, severity, milliseconds }
    if (failure !== undefined && needs.some((need) => failing.has(need)))
      return { ...common, status: 'unknown' }
    const result: CheckResult =
      failure === undefined
        ? { ...common, status: 'passing' }
        : { ...common, status: 'failing', message: describeFailure(check, failure) }
    this.#reportChange(check, result, failure)
    return result
  }

  async #failureOf(check: HealthCheck): Promise<CheckFailure | undefined> {
    const { checkTimeLimit, abandonAfter } = this.#limits
    const hanging = this.#running.get(check)
    if (hanging !== undefined && this.#now() - hanging.since < abandonAfter) {
      return { error: new Error(`the check "${check.name}" has not returned since the last round`) }
    }
    const controller = new AbortController()
    const outcome = this.#ask(check, controller.signal)
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<CheckFailure>((resolve) => {
      timer = setTimeout(() => {
        const error = new Error(`the check "${check.name}" did not return within ${checkTimeLimit} ms`)
        resolve({ error })
        controller.abort(error)
      }, checkTimeLimit)
    })
    return Promise.race([outcome, limit]).finally(() => clearTimeout(timer))
  }

  async #ask(check: HealthCheck, signal: AbortSignal): Promise<CheckFailure | undefined> {
    const run = { since: this.#now() }
    this.#running.set(check, run)
    try {
      const problem = await check.check(signal)
      return typeof problem === 'object' ? { problem } : undefined
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) }
    } finally {
      if (this.#running.get(check) === run) this.#running.delete(check)
    }
  }

  #reportChange(check: HealthCheck, result: CheckResult, failure: CheckFailure | undefined): void {
    if ((failure !== undefined) === this.#failing.has(check)) return
    if (failure === undefined) this.#failing.delete(check)
    else this.#failing.add(check)
    this.#options.onChange?.(result, failure === undefined ? undefined : errorOf(failure))
  }
}
