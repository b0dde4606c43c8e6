import type { PluginContext } from '@tributary/core'
import type { Kysely } from 'kysely'
import { deleteEntriesBefore } from './audit-store.ts'
import type { AuditTables } from './tables.ts'

export interface EntryPrunerOptions {
  readonly db: Kysely<AuditTables>
  readonly logger: PluginContext['logger']
  readonly retentionDays: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The interval of looks. */
  readonly milliseconds: number
}

const DAY_MILLISECONDS = 24 * 3_600_000
/** Small, so that no statement holds many rows for long. */
const BATCH = 1_000

/** Deletes entries that are older than the retention, until it is stopped. */
export class EntryPruner {
  readonly #options: EntryPrunerOptions
  #timer: NodeJS.Timeout | undefined
  #pruning: Promise<void> | undefined
  #isStopped = false

  constructor(options: EntryPrunerOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), this.#options.milliseconds).unref()
    this.#tick()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    await this.#pruning
  }

  /** A look that takes longer than the interval is not begun again. */
  #tick(): void {
    this.#pruning ??= this.#prune()
      .catch((error: unknown) => {
        this.#options.logger.warn({ err: error }, 'old audit entries cannot be deleted; retrying')
      })
      .finally(() => {
        this.#pruning = undefined
      })
  }

  async #prune(): Promise<void> {
    const { db, now, retentionDays } = this.#options
    const before = new Date(now() - retentionDays * DAY_MILLISECONDS)
    while (!this.#isStopped && (await deleteEntriesBefore(db, before, BATCH)) === BATCH);
  }
}
