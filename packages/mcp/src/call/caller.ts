import type { Principal } from '@tributary/core'

/** Who calls, and how a request is made with their credentials. */
export interface Caller {
  readonly principal: Principal
  /** Answers a request as the server's own routes do: access, scopes, validation and bounds hold. */
  request(request: InnerRequest): Promise<InnerAnswer>
}

export interface InnerRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface InnerAnswer {
  readonly status: number
  /** Read from JSON; `undefined` without content. */
  readonly body: unknown
}
