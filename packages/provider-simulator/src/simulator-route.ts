import type { SimulatorAccount, UnauthorizedReason } from './provider-profile.ts'

/** One endpoint of the provider's API. */
export interface SimulatorRoute {
  /** Default `GET`. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The real address. A segment that begins with a colon is a parameter: `https://host/v1/artists/:id`. */
  readonly url: string
  /** The scopes that its token needs. */
  readonly scopes?: readonly string[]
  /**
   * `open`: without a token; `account` is then the first account. `optional`: with or without one; `refusal` is the reason of an invalid one. Default
   * `bearer`: a token is required.
   */
  readonly access?: 'bearer' | 'optional' | 'open'
  handle(request: SimulatorRequest): SimulatorReply | Promise<SimulatorReply>
}

export interface SimulatorRequest {
  readonly method: string
  /** The real URL, including the query. */
  readonly url: URL
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON parsed; a form as an object of strings; else the text. */
  readonly body: unknown
  /** The account of the token. */
  readonly account: SimulatorAccount
  /** For `optional` routes: why the request is not signed in. */
  readonly refusal: UnauthorizedReason | undefined
  readonly grantedScopes: ReadonlySet<string>
  /** The simulator's clock, milliseconds since 1970. */
  readonly now: number
  /** In [0, 1). */
  random(): number
  /** Requested faults of the data, which the route applies to its own shape. */
  readonly dataFaults: ReadonlySet<DataFault>
}

/**
 * `empty-page`: a page without items but with a next one; `duplicates`: items occur twice, within a page or
 * on two of them.
 */
export type DataFault = 'empty-page' | 'duplicates'

export interface SimulatorReply {
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A string is sent unchanged (set its `content-type`), anything else as JSON. */
  readonly body?: unknown
}
