import { LeasedTurns } from '@tributary/core'
import { DAY_MILLISECONDS, KEPT_DAYS } from '../limits.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { pruneDeliveries } from './delivery-store.ts'
import { type Claim, claimDue } from './lease-store.ts'
import { serveChannel } from './serve-channel.ts'

/** How many looks there are from one pruning to the next: an hour of the default interval. */
const LOOKS_PER_PRUNING = 1_800

export interface DeliveryWatchOptions {
  readonly parts: () => Parts
  /** The interval of looks. */
  readonly milliseconds: number
}

/** Looks for due deliveries again and again, in each process, and deletes old ones. */
export class DeliveryWatch {
  readonly #options: DeliveryWatchOptions
  readonly #turns: LeasedTurns<Claim>
  #timer: NodeJS.Timeout | undefined
  #pruning: Promise<void> | undefined
  #looks = 0

  constructor(options: DeliveryWatchOptions) {
    const { parts } = options
    this.#options = options
    this.#turns = new LeasedTurns<Claim>({
      claim: (query) => claimDue(tablesOf(parts()), { ...query, now: new Date(parts().now()) }),
      serve: (claim, { stopping }) => serveChannel(parts(), claim, stopping),
      onError: (error, claim) =>
        parts().logger.warn(
          { err: error, channelId: claim?.id },
          'notifications could not be sent; retrying',
        ),
    })
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), this.#options.milliseconds).unref()
    this.#tick()
  }

  /** Looks now instead of at the next tick. */
  look(): void {
    this.#turns.look()
  }

  async stop(milliseconds: number): Promise<void> {
    clearInterval(this.#timer)
    await this.#pruning
    await this.#turns.stop(milliseconds)
  }

  #tick(): void {
    this.#turns.look()
    if (this.#looks++ % LOOKS_PER_PRUNING !== 0) return
    this.#pruning ??= prune(this.#options.parts())
      .catch((error: unknown) =>
        this.#options
          .parts()
          .logger.warn({ err: error }, 'old deliveries of notifications could not be deleted'),
      )
      .finally(() => {
        this.#pruning = undefined
      })
  }
}

/** Deletes old deliveries. */
export async function prune(parts: Parts): Promise<void> {
  const before = new Date(parts.now() - KEPT_DAYS * DAY_MILLISECONDS)
  while (await pruneDeliveries(tablesOf(parts), before));
}
