/**
 * The kind of failure of a request to an authorization server.
 *
 * `grant`: the code or refresh token is no longer valid. `client`: the client was rejected. `pending`: the person has
 * not entered the code yet. `unavailable`: a retry may succeed. `reply`: the response is unusable.
 */
export type OAuthFailureKind = 'grant' | 'client' | 'pending' | 'unavailable' | 'rate' | 'reply'

interface OAuthFailureOptions {
  readonly error?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** Thrown by the functions that call an authorization server. The message contains no token. */
export class OAuthFailure extends Error {
  readonly kind: OAuthFailureKind
  /** The server's own code, like `invalid_grant`. */
  readonly error: string | undefined
  readonly retryAfterSeconds: number | undefined
  /** For a refused client: what an administrator can try besides comparing it. */
  readonly hint: string | undefined

  constructor(kind: OAuthFailureKind, message: string, options: OAuthFailureOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'OAuthFailure'
    this.kind = kind
    this.error = options.error
    this.retryAfterSeconds = options.retryAfterSeconds
    this.hint = options.hint
  }
}
