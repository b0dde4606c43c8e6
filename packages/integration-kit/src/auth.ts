import type { TObject } from 'typebox'

/** How an integration gets at a person's data. */
export type Auth = FileImportAuth | OAuth2Auth | ApiKeyAuth | NoAuth

/** The person uploads a file that the provider gave them. */
export interface FileImportAuth extends FileImportOptions {
  readonly kind: 'fileImport'
}

export interface FileImportOptions {
  /** File name endings that a person may choose, with the dot: `.csv`. */
  readonly accept: readonly string[]
  /** Larger uploads are refused while they stream. In bytes. */
  readonly maxBytes: number
  /** What the person can choose for an import; sent as further fields of the upload. */
  readonly options?: TObject
  /** How the person obtains the file, a step a line. */
  readonly howTo: readonly string[]
}

/** The person's file is all there is: no account is connected. */
export function fileImport(options: FileImportOptions): FileImportAuth {
  return { kind: 'fileImport', ...options }
}

/** OAuth 2.0 authorization code flow (RFC 6749, section 4.1); what differs between providers, as data. */
export interface OAuth2Auth extends OAuth2Options {
  readonly kind: 'oauth2'
}

export interface OAuth2Options {
  readonly authorizationUrl: string
  readonly tokenUrl: string
  readonly revocation?: OAuth2Revocation
  /** Compared with the `iss` of the authorization response (RFC 9207). Without it there is nothing to compare with. */
  readonly issuer?: string
  /** Space by RFC 6749, section 3.3; some providers take commas. */
  readonly scopeSeparator?: ' ' | ','
  /** Asked for besides those that streams need: a display name, for one. Missing ones stop nothing. */
  readonly extraScopes?: readonly string[]
  /** PKCE with S256 (RFC 7636). `false` only for providers that stumble over it. */
  readonly pkce: boolean
  /** `basic`: `Authorization: Basic`; `body`: id and secret in the body; `none`: a public client, PKCE alone. */
  readonly clientAuthentication: 'basic' | 'body' | 'none'
  /**
   * What a refresh does to the refresh token. `none-returned`: none comes, the old one stays (Google); `same`: the same
   * comes back; `strict`: a new one comes and the old one is dead; `grace`: the old one lives a little longer.
   */
  readonly rotation: 'none-returned' | 'same' | 'strict' | 'grace'
  /** Further parameters of the authorization request, like `access_type=offline`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>
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

export function oauth2(options: OAuth2Options): OAuth2Auth {
  return { kind: 'oauth2', ...options }
}

/** The person pastes a key that the provider gave them. */
export interface ApiKeyAuth extends ApiKeyOptions {
  readonly kind: 'apiKey'
}

export interface ApiKeyOptions {
  /** The request header that carries the key. Exactly one of `header` and `query`. */
  readonly header?: string
  /** What stands before the key in the header: `Bearer`, `Token`. */
  readonly scheme?: string
  /** The query parameter that carries the key. */
  readonly query?: string
  /** How the person obtains the key, a step a line. */
  readonly howTo: readonly string[]
}

/**
 * Goes with `identify` in the definition: the provider is asked with the key before it is stored.
 *
 * @example
 * auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Open Settings > API.', 'Copy the key.'] }),
 * identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
 */
export function apiKey(options: ApiKeyOptions): ApiKeyAuth {
  return { kind: 'apiKey', ...options }
}

/** The provider's data is public. */
export interface NoAuth {
  readonly kind: 'none'
}

export const noAuth: NoAuth = { kind: 'none' }
