import { randomUUID } from 'node:crypto'
import type { Parts } from '../parts.ts'
import { tablesOf } from '../parts.ts'
import { type Claim, claimDue } from './lease-store.ts'
import { serveEndpoint } from './serve-endpoint.ts'

/** Endpoints served at once in a process. Most of the time of each is waiting for its receiver. */
const PLACES = 64
/** So that slow receivers of one person do not take the places of others. */
const PLACES_PER_PERSON = 8
const CLAIMED_PER_PERSON = 4

/** Serves due endpoints, several at once, until it is stopped. */
export class Deliverer {
  readonly #parts: () => Parts
  readonly #stopping = new AbortController()
  readonly #cut = new AbortController()
  readonly #running = new Map<Claim, Promise<void>>()
  #looking: Promise<void> | undefined
  #again = false

  constructor(parts: () => Parts) {
    this.#parts = parts
  }

  /** Looks for due endpoints, now or after the look that is going on. */
  look(): void {
    if (this.#stopping.signal.aborted) return
    if (this.#looking !== undefined) {
      this.#again = true
      return
    }
    this.#again = false
    this.#looking = this.#claim()
      .catch((error: unknown) => this.#parts().logger.warn({ err: error }, 'webhooks could not be looked up'))
      .finally(() => {
        this.#looking = undefined
        if (this.#again) this.look()
      })
  }

  /** Waits for requests that are under way, at most so long; what is cut off then is sent again by the next process. */
  async stop(milliseconds: number): Promise<void> {
    const cut = setTimeout(() => this.#cut.abort(new Error('the server stops')), milliseconds)
    this.#stopping.abort()
    await this.#looking
    await Promise.all(this.#running.values())
    clearTimeout(cut)
  }

  async #claim(): Promise<void> {
    const parts = this.#parts()
    const limit = PLACES - this.#running.size
    if (limit <= 0) return
    const claims = await claimDue(tablesOf(parts), {
      // Of each look another: a lease that this process has lost and claimed again is not the same.
      owner: randomUUID(),
      now: new Date(parts.now()),
      limit,
      mostOfPerson: CLAIMED_PER_PERSON,
      busy: this.#busyPeople(),
    })
    for (const claim of claims) this.#serve(parts, claim)
    if (claims.length > 0) this.#again = true
  }

  #busyPeople(): string[] {
    const byPerson = Map.groupBy(this.#running.keys(), ({ userId }) => userId)
    return [...byPerson].flatMap(([userId, served]) => (served.length >= PLACES_PER_PERSON ? [userId] : []))
  }

  #serve(parts: Parts, claim: Claim): void {
    const signals = { stopping: this.#stopping.signal, cut: this.#cut.signal }
    const ended = serveEndpoint(parts, claim, signals)
      .catch((error: unknown) => {
        if (!signals.cut.aborted)
          parts.logger.warn({ err: error, endpointId: claim.id }, 'webhook endpoint could not be served')
      })
      .finally(() => {
        this.#running.delete(claim)
        this.look()
      })
    this.#running.set(claim, ended)
  }
}
