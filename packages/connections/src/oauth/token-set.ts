/** The credentials of an OAuth connection, as they are sealed. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken?: string | undefined
  /** Milliseconds since 1970; absent when the provider does not say. */
  readonly expiresAt?: number | undefined
}

/** What a token request brought. */
export interface TokenReply extends TokenSet {
  /** Absent when the provider names none: then what was asked for is what was granted (RFC 6749, section 5.1). */
  readonly scopes?: readonly string[] | undefined
  /** The members of the reply besides these, where a provider names the account. */
  readonly more: Readonly<Record<string, unknown>>
}
