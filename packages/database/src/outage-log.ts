import type { DatabaseLogger } from './database-logger.ts'

/** An idle connection may be handed out before its end is noticed: that the database answers is believed after this long without a failure. */
const QUIET_MILLISECONDS = 1_000

export interface OutageLogOptions {
  readonly logger: () => DatabaseLogger
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
}

/**
 * Two lines for an outage of the database: one with its cause when it begins, one with how many connections were refused or lost when it
 * ends. Everything that fails meanwhile fails for the same reason, and is not logged again (`ProblemError.logged`).
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
    this.#begin(cause, 'the connection to the database was lost').lost += 1
  }

  /** No connection could be made. */
  recordRefused(cause: Error): void {
    this.#begin(cause, 'the database cannot be reached').refused += 1
  }

  /** A connection was handed out; a new one proves that the database answers. */
  recordConnection({ isNew }: { readonly isNew: boolean }): void {
    const outage = this.#outage
    const now = this.#now()
    if (outage === undefined || (!isNew && now - outage.latest < QUIET_MILLISECONDS)) return
    this.#outage = undefined
    const seconds = Math.round((now - outage.since) / 100) / 10
    this.#logger().info({ seconds, refused: outage.refused, lost: outage.lost }, 'the database answers again')
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
