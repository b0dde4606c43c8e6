/** A request and its response. Contains secrets on purpose: tests search for them elsewhere. */
export interface LoggedRequest {
  /** On the simulator's clock, ISO 8601. */
  readonly at: string
  readonly method: string
  /** Host and path of the real URL: `api.spotify.com/v1/me`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** Absent if the connection was cut. */
  readonly status?: number
  readonly reply?: unknown
  readonly account?: string
  readonly fault?: string
}

/** The requests and refusals of the token endpoint. */
export interface TokenCalls {
  authorization_code: number
  refresh_token: number
  refused: number
}

const KEPT_REQUESTS = 10_000

/** The requests: counters since the start, and the newest ones completely. */
export class RequestLog {
  #requests: LoggedRequest[] = []
  #counts = new Map<string, number>()
  readonly tokenCalls: TokenCalls = { authorization_code: 0, refresh_token: 0, refused: 0 }
  readonly #kept: number

  constructor(kept = KEPT_REQUESTS) {
    this.#kept = kept
  }

  add(request: LoggedRequest): void {
    if (this.#kept === 0) return
    this.#counts.set(request.path, (this.#counts.get(request.path) ?? 0) + 1)
    this.#requests.push(request)
    if (this.#requests.length > this.#kept) this.#requests.shift()
  }

  requests(): readonly LoggedRequest[] {
    return this.#requests
  }

  /** Requests per host and path. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  clear(): void {
    this.#requests = []
    this.#counts = new Map()
    Object.assign(this.tokenCalls, { authorization_code: 0, refresh_token: 0, refused: 0 })
  }
}
