import { isIntegrationError } from '@tributary/integration-kit'
import { isTimeIsOver } from '@tributary/provider-client'
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel'

/** What an instance's circuit says of itself. */
export interface CircuitView {
  /** `open`: not tried until `retryAt`; `half_open`: the next use decides. */
  readonly state: 'closed' | 'open' | 'half_open'
  /** Null while closed. */
  readonly retryAt: Date | null
}

export const CLOSED: CircuitView = { state: 'closed', retryAt: null }

/** A failure more often in a row than this is no hiccup. */
const FAILURES = 5
const FIRST_SECONDS = 30
const LONGEST_SECONDS = 900

/** The use was refused, since the instance has failed again and again. */
export class CircuitOpen extends Error {
  readonly retryAt: Date

  constructor(retryAt: Date) {
    super(`not tried before ${retryAt.toISOString()}`)
    this.name = 'CircuitOpen'
    this.retryAt = retryAt
  }
}

/** An error that says nothing of whether the service is up: it has answered. */
interface Answered {
  readonly error: unknown
}

/**
 * Stops the uses of an instance whose service is down: after 5 failures in a row for 30 seconds, then for twice as long each time, up to 15
 * minutes. One use then tries it, and decides. The states are those of cockatiel, which reads the time of the system: when it is over is
 * decided here, by the given clock.
 */
export class Circuit {
  readonly #now: () => number
  readonly #breaker = circuitBreaker(handleWhen(isOutage), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: Number.NEGATIVE_INFINITY,
  })
  #retryAt = 0
  #openings = 0
  #isTrying = false

  constructor(now: () => number) {
    this.#now = now
    this.#breaker.onBreak(() => {
      this.#retryAt = this.#now() + 1000 * Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** this.#openings)
      this.#openings += 1
    })
    this.#breaker.onReset(() => {
      this.#openings = 0
    })
  }

  get view(): CircuitView {
    if (this.#breaker.state === CircuitState.Closed) return CLOSED
    const isOpen = this.#now() < this.#retryAt
    return { state: isOpen ? 'open' : 'half_open', retryAt: new Date(this.#retryAt) }
  }

  /** @throws CircuitOpen without calling the work; otherwise as the work does */
  async run<R>(work: () => Promise<R>): Promise<R> {
    const { state, retryAt } = this.view
    if (state === 'closed') return this.#execute(work)
    if (state === 'open' || this.#isTrying) throw new CircuitOpen(retryAt ?? new Date(this.#now()))
    this.#isTrying = true
    try {
      return await this.#execute(work)
    } finally {
      this.#isTrying = false
    }
  }

  async #execute<R>(work: () => Promise<R>): Promise<R> {
    const outcome = await this.#breaker.execute(async (): Promise<{ readonly result: R } | Answered> => {
      try {
        return { result: await work() }
      } catch (error) {
        if (isOutage(error)) throw error
        return { error }
      }
    })
    if ('error' in outcome) throw outcome.error
    return outcome.result
  }
}

/** The service is down, or does not answer. A refusal is an answer. */
function isOutage(error: unknown): boolean {
  return isTimeIsOver(error) || isIntegrationError(error, 'upstream')
}
