import { type ContributionPoint, contributionPoint } from '@tributary/core'

/** One question whose answer says whether something works: does the database answer, is the disk writable? */
export interface HealthCheck {
  /** Shown to everybody who reads `/health`. */
  readonly name: string
  /**
   * Resolves when all is well; rejects when not. The reason goes to the log and nowhere else. `signal` aborts at the
   * time limit, after which the check counts as failed whether it has returned or not.
   */
  check(signal: AbortSignal): Promise<void>
  /** Whether the server can do no useful work while this fails: `/health/ready` is 503 then. Default: false. */
  readonly critical?: boolean
}

/**
 * Any plugin may add checks to what `/health` and `/health/ready` look at.
 *
 * @example
 * context.contribute(healthChecks, { name: 'disk', check: async () => { await access(dataDir, W_OK) } })
 */
export const healthChecks: ContributionPoint<HealthCheck> = contributionPoint('healthChecks')
