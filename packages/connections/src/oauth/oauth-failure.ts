/**
 * What came of a request to an authorization server that gave no tokens.
 *
 * `grant`: what was shown (code, refresh token) is not good any more. `client`: the client itself is not accepted.
 * `pending`: the person has not entered the code yet. `unavailable`: it may work later. `reply`: the answer cannot be used.
 */
export type OAuthFailureKind = 'grant' | 'client' | 'pending' | 'unavailable' | 'rate' | 'reply'

interface OAuthFailureOptions {
  readonly error?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** Thrown by the functions that ask an authorization server. The message names no token. */
export class OAuthFailure extends Error {
  readonly kind: OAuthFailureKind
  /** The server's own code, like `invalid_grant`. */
  readonly error: string | undefined
  readonly retryAfterSeconds: number | undefined
  /** Of a refused client: what an administrator can try besides comparing it. */
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
