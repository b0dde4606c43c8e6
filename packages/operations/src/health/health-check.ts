import { type ContributionPoint, contributionPoint } from '@tributary/core'

/** The problem found by a check. Public, so it names no host, person or file. */
export interface HealthProblem {
  /** A clause without a full stop: "3 jobs wait and no worker runs". */
  readonly cause: string
  /** The cure of this problem, if it differs from that of the check. */
  readonly cure?: string
}

/** Checks one thing: does the database answer, is the disk writable? */
export interface HealthCheck {
  /** The subject of the check, shown in `/health`: `database`, `workers`. */
  readonly name: string
  /** What an operator must do, in the imperative and without a full stop: "start one with \"tributary work\"". */
  readonly cure: string
  /**
   * `unready`: requests fail, so `/health/ready` is 503 and a proxy sends them to another process. Default `degraded`:
   * requests succeed, another process would not do better, and `/health` shows the problem.
   */
  readonly severity?: HealthSeverity
  /**
   * Checks that this one depends on: while one of them fails, this one is `unknown` if it fails too, so that an outage is
   * reported only by its cause.
   */
  readonly needs?: readonly string[]
  /**
   * Resolves to `undefined` if no problem was found, else to the problem. Rejects if the check itself failed: of a
   * `ProblemError`, `/health` shows what an API client would see; of any other error nothing, since its message may contain
   * anything. `signal` aborts at the time limit, after which the check counts as failed whether it has returned or not.
   */
  check(signal: AbortSignal): Promise<HealthProblem | undefined | void>
}

export type HealthSeverity = 'degraded' | 'unready'

/**
 * Any plugin may add checks to `/health` and `/health/ready`.
 *
 * @example
 * context.contribute(healthChecks, {
 *   name: 'disk',
 *   cure: 'make DATA_DIR writable',
 *   check: async () => { await access(dataDir, W_OK) },
 * })
 */
export const healthChecks: ContributionPoint<HealthCheck> = contributionPoint('healthChecks')
