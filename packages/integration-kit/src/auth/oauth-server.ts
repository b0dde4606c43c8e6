/** A provider's token endpoint, and how it departs from OAuth 2.0, as data. Shared by `oauth2` and `deviceCode`. */
export interface OAuthServer {
  readonly tokenUrl: string
  readonly revocation?: OAuth2Revocation
  /** Space by RFC 6749, section 3.3; some providers take commas. */
  readonly scopeSeparator?: ' ' | ','
  /** Requested besides those that streams need: a display name, for one. Missing ones stop nothing. */
  readonly extraScopes?: readonly string[]
  /** `basic`: `Authorization: Basic`; `body`: id and secret in the body; `none`: a public client, PKCE alone. */
  readonly clientAuthentication: 'basic' | 'body' | 'none'
  /**
   * What a refresh does to the refresh token. `none-returned`: none comes, the old one stays (Google); `same`: the same
   * comes back; `strict`: a new one comes and the old one is dead; `grace`: the old one lives a little longer.
   */
  readonly rotation: 'none-returned' | 'same' | 'strict' | 'grace'
  /** Further parameters of every token request, like `action=requesttoken`. */
  readonly tokenParameters?: Readonly<Record<string, string>>
  /** How token requests and replies depart from RFC 6749. */
  readonly quirks?: OAuth2Quirks
}

export interface OAuth2Revocation {
  readonly url: string
  /** `form`: RFC 7009; `query`: the token stands in the query string (Google). Default `form`. */
  readonly style?: 'form' | 'query'
  /** Default `refresh_token`, which ends the grant with most providers. */
  readonly token?: 'refresh_token' | 'access_token'
  /** The name of the parameter that holds the token. Default `token`, as RFC 7009 has it (Strava, Oura: `access_token`). */
  readonly parameter?: string
}

/** Departures from the standard, each seen at a real provider. */
export interface OAuth2Quirks {
  /** Token requests are JSON instead of a form (Trakt). */
  readonly tokenRequest?: 'form' | 'json'
  /** Another name for `client_id` (TikTok: `client_key`). */
  readonly clientIdParameter?: string
  /**
   * `raw`: with `clientAuthentication: 'basic'` the id and secret are sent as they are. RFC 6749, section 2.3.1 asks for them
   * percent-encoded, `-` as `%2D`; servers that compare them without decoding refuse such a secret.
   */
  readonly basicCredentials?: 'encoded' | 'raw'
  /** The reply stands in a member of the reply (Withings: `body`). */
  readonly replyMember?: string
  /** The error that a status means in a reply without a body (Trakt, while a device code is pending: 400 `authorization_pending`). */
  readonly errorOfStatus?: Readonly<Record<number, string>>
  /** Separates the scopes of a reply where it is another character than in the request. */
  readonly replyScopeSeparator?: ' ' | ','
  /** Seconds an access token lives when the reply has neither `expires_in` nor `expires_at`; `null`: until it is refused. */
  readonly defaultExpiresIn?: number | null
  /**
   * Finds the error in a reply of status 200, if it is one (Slack: `ok: false`). The reply is JSON, not yet looked at.
   *
   * @example
   * errorInReply: (reply) => (reply.ok === false ? { error: String(reply.error) } : undefined)
   */
  errorInReply?(reply: Readonly<Record<string, unknown>>): OAuth2ReplyError | undefined
}

export interface OAuth2ReplyError {
  /** A code of RFC 6749, section 5.2 where one fits: `invalid_grant` asks the person to reconnect. */
  readonly error: string
  readonly description?: string
}
