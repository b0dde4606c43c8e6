import { LeasedTurns, Poller } from '@tributary/core'
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
  readonly #turns: LeasedTurns<Claim>
  readonly #looks: Poller
  readonly #prunings: Poller

  constructor({ parts, milliseconds }: DeliveryWatchOptions) {
    this.#turns = new LeasedTurns<Claim>({
      claim: (query) => claimDue(tablesOf(parts()), { ...query, now: new Date(parts().now()) }),
      serve: (claim, { stopping }) => serveChannel(parts(), claim, stopping),
      onError: (error, claim) =>
        parts().logger.warn(
          { err: error, channelId: claim?.id },
          'notifications could not be sent; retrying',
        ),
    })
    const onError = (error: unknown) =>
      parts().logger.warn({ err: error }, 'old deliveries of notifications could not be deleted')
    this.#looks = new Poller({ milliseconds, poll: async () => this.#turns.look(), onError })
    this.#prunings = new Poller({
      milliseconds: milliseconds * LOOKS_PER_PRUNING,
      poll: () => prune(parts()),
      onError,
    })
  }

  start(): void {
    this.#looks.start()
    this.#prunings.start()
  }

  /** Looks now instead of at the next tick. */
  look(): void {
    this.#turns.look()
  }

  async stop(milliseconds: number): Promise<void> {
    await this.#looks.stop()
    await this.#prunings.stop()
    await this.#turns.stop(milliseconds)
  }
}

/** Deletes old deliveries. */
export async function prune(parts: Parts): Promise<void> {
  const before = new Date(parts.now() - KEPT_DAYS * DAY_MILLISECONDS)
  while (await pruneDeliveries(tablesOf(parts), before));
}
