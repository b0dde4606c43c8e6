import type { SimulatorReply } from './simulator-route.ts'

/**
 * The behaviour of a provider's authorization server, as data. URLs are the real ones; the simulator serves each under
 * the path `/<host>`, so that one server can replace several hosts.
 *
 * @example
 * const profile: ProviderProfile = {
 *   authorizationUrl: 'https://accounts.spotify.com/authorize',
 *   tokenUrl: 'https://accounts.spotify.com/api/token',
 *   apiUrls: ['https://api.spotify.com'],
 *   clientAuthentication: ['basic'], pkce: 'optional', rotation: 'none-returned',
 *   scopes: ['user-read-recently-played'], accessTokenSeconds: 3600,
 * }
 */
export interface ProviderProfile extends ProviderSwitches {
  /** Absent without OAuth: see `keyProfile`. */
  readonly authorizationUrl?: string
  readonly tokenUrl?: string
  /** For providers where people enter a short code instead of being redirected (RFC 8628). */
  readonly deviceAuthorizationUrl?: string
  /** What precedes the token in the header `authorization`. Default `Bearer`. */
  readonly scheme?: string
  /** What each access token begins with: `xoxb-` (Slack). */
  readonly tokenPrefix?: string
  /** Finds the token in another place of a request: another header, a cookie, the query, the body of a sign-in. */
  readonly tokenOf?: (request: TokenCarrier) => string | undefined
  /** Absent if the provider has no revocation endpoint, like Spotify. */
  readonly revocation?: RevocationProfile
  /** Further base URLs of routes. */
  readonly apiUrls?: readonly string[]
  /** The scopes that can be requested. Others are `invalid_scope`. */
  readonly scopes: readonly string[]
  /** Where the granted scopes are: in the token reply, or in the query of the callback (Strava, Oura). Default `reply`. */
  readonly grantedScopesIn?: 'reply' | 'callback'
  readonly redirectUriRules?: RedirectUriRules
  /** Another name for `client_id` (TikTok: `client_key`). */
  readonly clientIdParameter?: string
  /** Default `form`. */
  readonly tokenRequest?: 'form' | 'json'
  /** Parameters that every token request must have: `action=requesttoken` (Withings). */
  readonly tokenParameters?: Readonly<Record<string, string>>
  /** Whether a code returns a refresh token. Default: always. Google returns one only for `access_type=offline`. */
  readonly givesRefreshToken?: (grant: {
    readonly parameters: URLSearchParams
    /** The account has allowed this client before, and has not revoked it since. */
    readonly consentedBefore: boolean
  }) => boolean
  /** The body of a token reply. Default: that of RFC 6749. `switches.omit` applies before. */
  readonly tokenReply?: (reply: Readonly<Record<string, unknown>>, account: SimulatorAccount) => unknown
  /** Default: 400, or 401 for `invalid_client`, as RFC 6749, section 5.2 has it. */
  readonly tokenErrorReply?: (failure: TokenFailure) => SimulatorReply
  /** Default: 401 with `WWW-Authenticate` of RFC 6750. */
  readonly unauthorizedReply?: (reason: UnauthorizedReason) => SimulatorReply
  /** When the token lacks a scope of the route. Default: 403 with `insufficient_scope`. */
  readonly insufficientScopeReply?: (missing: readonly string[]) => SimulatorReply
  /** What the API allows, counted per account on the simulator's clock. Default: no limit. */
  readonly rateLimit?: {
    readonly requests: number
    readonly perSeconds: number
    /** `rolling`: the last seconds count; `fixed`: windows that begin at multiples of `perSeconds`. */
    readonly window: 'rolling' | 'fixed'
    /** On every response to a signed-in request: the remaining number, and the seconds until it is reset. */
    readonly headers?: (left: number, resetSeconds: number) => Readonly<Record<string, string>>
    readonly reply?: (resetSeconds: number) => SimulatorReply
  }
}

/** The parts of a request that can contain a token. */
export interface TokenCarrier {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** JSON parsed; a form as an object of strings; else the text. */
  readonly body: unknown
}

/** The settings that can be changed at run time, by `controls.change` or `POST /_control/switches`. */
export interface ProviderSwitches {
  /** The accepted client authentications. Others are `invalid_client`. */
  readonly clientAuthentication: readonly ClientAuthentication[]
  /** Only S256 is accepted. `required`: an authorization request without a challenge is refused. */
  readonly pkce: 'required' | 'optional' | 'ignored'
  /**
   * The effect of a refresh. `none-returned`: the reply has no refresh token, the old one stays valid; `same`: the same is
   * returned; `strict`: a new one is returned, and reusing the old one revokes the whole grant; `grace`: like `strict`, but
   * the same request within `graceSeconds` gets the same response, and later reuse is only refused.
   */
  readonly rotation: 'none-returned' | 'same' | 'strict' | 'grace'
  /** Default 120. */
  readonly graceSeconds?: number
  readonly accessTokenSeconds: number
  /** Default 600. */
  readonly codeSeconds?: number
  /** The lifetime of refresh tokens after the consent. Default: unlimited. Google's testing mode: 7 days. */
  readonly refreshTokenSeconds?: number
  /** Default one space. */
  readonly scopeSeparator?: ' ' | ','
  /** Sent as `iss` with the authorization response (RFC 9207). */
  readonly issuer?: string
  /** Members omitted from token replies. */
  readonly omit?: readonly ('token_type' | 'expires_in' | 'scope')[]
  /** Of a successful token reply. Default 200. */
  readonly tokenStatus?: number
  /** Every response is 410. */
  readonly retired?: boolean
}

export type ClientAuthentication = 'basic' | 'body' | 'none'

export interface RevocationProfile {
  readonly url: string
  /** `form`: RFC 7009, with client authentication; `query`: `?token=…`, without any (Google). */
  readonly style: 'form' | 'query'
  /** The name of the parameter that holds the token. Default `token` (Oura: `access_token`). */
  readonly parameter?: string
  /** `consent`: ends every grant of the account and client (Google). Default `grant`. */
  readonly ends?: 'grant' | 'consent'
}

/** The same names as the kit's `facts.redirectUri`, enforced. */
export interface RedirectUriRules {
  readonly refusesLocalhost?: boolean
  readonly requiresHttpsBeyondLoopback?: boolean
  readonly refusesPublicIps?: boolean
}

/** A client registered at the provider. */
export interface SimulatorClient {
  readonly id: string
  /** Absent for a public client. */
  readonly secret?: string
  /** Compared character by character. */
  readonly redirectUris: readonly string[]
}

/** A person's account at the provider. */
export interface SimulatorAccount {
  readonly id: string
  readonly name: string
}

export type UnauthorizedReason = 'missing' | 'invalid' | 'expired' | 'revoked'

/** Why a token request was refused. */
export interface TokenFailure {
  /** RFC 6749, section 5.2, and RFC 8628, section 3.5. */
  readonly error:
    | 'invalid_request'
    | 'invalid_client'
    | 'invalid_grant'
    | 'unsupported_grant_type'
    | 'invalid_scope'
    | 'authorization_pending'
    | 'access_denied'
    | 'expired_token'
  readonly reason: TokenFailureReason
  readonly description: string
}

export type TokenFailureReason =
  | 'request'
  | 'client'
  | 'grant-type'
  | 'code-unknown'
  | 'code-used'
  | 'code-expired'
  | 'device-pending'
  | 'device-denied'
  | 'device-expired'
  | 'redirect-uri'
  | 'pkce'
  | 'refresh-unknown'
  | 'refresh-reused'
  | 'refresh-expired'
  | 'refresh-revoked'
