import { type ClaimQuery, LeasedTurns, Poller } from '@tributary/core'
import type { Parts } from '../parts.ts'
import type { ExportsTables } from '../tables.ts'
import { deleteLeftovers } from './delete-leftovers.ts'
import { type Claim, claimDue } from './lease-store.ts'
import { makeExport } from './make-export.ts'
import { queueScheduled } from './queue-scheduled.ts'
import { retain } from './retain.ts'

/** Each reads pages of the database all the time. */
const AT_ONCE = 2
/** How many looks there are from one look at what is to be deleted to the next. */
const LOOKS_PER_SWEEP = 15
/** Less than the kernel gives a plugin to stop. */
const STOP_MILLISECONDS = 4_000

export interface ExportLoopOptions {
  readonly parts: () => Parts
  /** The interval of looks. */
  readonly milliseconds: number
}

/** Makes due exports, queues scheduled ones and deletes old ones, until it is stopped. */
export class ExportLoop {
  readonly #options: ExportLoopOptions
  readonly #turns: LeasedTurns<Claim>
  readonly #poller: Poller
  #running = 0
  #looks = 0

  constructor(options: ExportLoopOptions) {
    this.#options = options
    const { parts } = options
    this.#turns = new LeasedTurns<Claim>({
      claim: (query) => this.#claim(query),
      serve: async (claim, signals) => {
        this.#running += 1
        try {
          await makeExport(parts(), claim, signals)
        } finally {
          this.#running -= 1
        }
      },
      onError: (error, claim) =>
        parts().logger.warn({ err: error, exportId: claim?.id }, 'exports could not be made; retrying'),
    })
    this.#poller = new Poller({
      milliseconds: options.milliseconds,
      poll: () => this.#look(),
      onError: (error) =>
        parts().logger.warn({ err: error }, 'schedules of exports could not be read; retrying'),
    })
  }

  start(): void {
    this.#poller.start()
  }

  /** Looks now instead of at the next interval. */
  look(): void {
    this.#poller.poll()
  }

  async stop(): Promise<void> {
    await this.#poller.stop()
    await this.#turns.stop(STOP_MILLISECONDS)
  }

  async #look(): Promise<void> {
    const parts = this.#options.parts()
    await queueScheduled(parts)
    this.#turns.look()
    if (this.#looks++ % LOOKS_PER_SWEEP !== 0) return
    await retain(parts)
    await deleteLeftovers(parts)
  }

  async #claim({ owner, busy }: ClaimQuery): Promise<readonly Claim[]> {
    const limit = AT_ONCE - this.#running
    if (limit <= 0) return []
    const parts = this.#options.parts()
    const query = { owner, busy, limit, now: new Date(parts.now()) }
    return parts.database.transaction<ExportsTables, Claim[]>((trx) => claimDue(trx, query))
  }
}
