import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** Node's HTTP server publishes each request that it receives. */
const RECEIVED = 'http.server.request.start'

/** Counts the requests that this process receives, also those of other servers in it, such as a simulated provider. */
export class RequestCount {
  #received = 0

  /** How many were received since the start. */
  get received(): number {
    return this.#received
  }

  start(): void {
    subscribe(RECEIVED, this.#count)
  }

  stop(): void {
    unsubscribe(RECEIVED, this.#count)
  }

  readonly #count = () => {
    this.#received += 1
  }
}
