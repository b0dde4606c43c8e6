import {
  type AllowList,
  type Egress,
  type EgressConnect,
  type EgressFetch,
  type Endpoints,
  openEgress,
  type ResolveHost,
} from '@tributary/provider-client'

/** Where configurations of plugins may lead. */
export interface OutgoingOptions {
  /** Addresses outside the public internet that they may lead to. Default: none. */
  readonly egressAllow?: AllowList | undefined
  /** Replaced addresses of services: simulators, mirrors. */
  readonly endpoints?: Endpoints | undefined
  /** For tests of names. */
  readonly resolveHost?: ResolveHost | undefined
}

/** The guarded way out of one plugin, from its first request until it stops. */
export class OutgoingRequests {
  readonly #options: OutgoingOptions
  #egress: Egress | undefined
  #closing = new AbortController()

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  readonly fetch: EgressFetch = (url, init) => this.#opened().fetch(url, init)

  readonly connect: EgressConnect = (target) => this.#opened().connect(target)

  /** Aborts when the plugin stops. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Ends what is under way. A plugin that is started again opens it again. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the server stops'))
    await this.#egress?.close()
    this.#egress = undefined
    this.#closing = new AbortController()
  }

  #opened(): Egress {
    const { egressAllow: allow, endpoints, resolveHost } = this.#options
    this.#egress ??= openEgress({ allow, endpoints, resolveHost })
    return this.#egress
  }
}
