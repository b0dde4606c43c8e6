import type { DatabaseLogger } from './database-logger.ts'

/**
 * An idle connection may be handed out before its end is noticed, so the outage counts as over only after this long
 * without a failure.
 */
const QUIET_MILLISECONDS = 1_000

export interface OutageLogOptions {
  readonly logger: () => DatabaseLogger
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number
}

/**
 * Logs two lines for an outage of the database: the cause when it begins, and the number of refused and lost
 * connections when it ends. Failures in between have the same cause and are not logged again (`ProblemError.logged`).
 */
export class OutageLog {
  readonly #logger: () => DatabaseLogger
  readonly #now: () => number
  #outage: { readonly since: number; latest: number; refused: number; lost: number } | undefined

  constructor({ logger, now = () => performance.now() }: OutageLogOptions) {
    this.#logger = logger
    this.#now = now
  }

  /** An open connection broke. */
  recordLost(cause: Error): void {
    this.#begin(cause, 'database connection lost').lost += 1
  }

  /** No connection could be made. */
  recordRefused(cause: Error): void {
    this.#begin(cause, 'database unreachable').refused += 1
  }

  /** A connection was handed out; a new one proves that the database answers. */
  recordConnection({ isNew }: { readonly isNew: boolean }): void {
    const outage = this.#outage
    const now = this.#now()
    if (outage === undefined || (!isNew && now - outage.latest < QUIET_MILLISECONDS)) return
    this.#outage = undefined
    const seconds = Math.round((now - outage.since) / 100) / 10
    this.#logger().info({ seconds, refused: outage.refused, lost: outage.lost }, 'database reachable again')
  }

  #begin(cause: Error, message: string): { refused: number; lost: number } {
    const now = this.#now()
    if (this.#outage === undefined) {
      this.#outage = { since: now, latest: now, refused: 0, lost: 0 }
      this.#logger().error({ err: cause }, message)
    }
    this.#outage.latest = now
    return this.#outage
  }
}
