/** The credentials of an OAuth connection, as they are sealed. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  /** Milliseconds since 1970; absent when the provider does not say. */
  readonly expiresAt?: number | undefined
}

/** The result of a token request. */
export interface TokenReply extends TokenSet {
  /** Absent if the provider returns none: then the requested scopes were granted (RFC 6749, section 5.1). */
  readonly scopes?: readonly string[] | undefined
  /** The members of the reply besides these, where a provider names the account. */
  readonly more: Readonly<Record<string, unknown>>
}
