import type { SimulatorReply } from './simulator-route.ts'

/**
 * What a provider's authorization server does, as data. Addresses are the real ones; the simulator serves each under
 * the path `/<host>`, so that one server can stand in for several hosts.
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
  /** Without it there is no OAuth: see `keyProfile`. */
  readonly authorizationUrl?: string
  readonly tokenUrl?: string
  /** Where people enter a short code instead of coming back by a redirect (RFC 8628). */
  readonly deviceAuthorizationUrl?: string
  /** What precedes the token in the header `authorization`. Default `Bearer`. */
  readonly scheme?: string
  /** Finds the token of a request that carries it elsewhere: in another header, a cookie, the query, the body of a sign-in. */
  readonly tokenOf?: (request: TokenCarrier) => string | undefined
  /** Without it there is none, as with Spotify. */
  readonly revocation?: RevocationProfile
  /** Further base URLs that routes are under. */
  readonly apiUrls?: readonly string[]
  /** What can be asked for. Anything else is `invalid_scope`. */
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
  /** Whether a code brings a refresh token. Default: always. Google gives one for `access_type=offline` alone. */
  readonly givesRefreshToken?: (grant: {
    readonly parameters: URLSearchParams
    /** The account has allowed this client before, and has not revoked it since. */
    readonly consentedBefore: boolean
  }) => boolean
  /** The body of a token reply. Default: as RFC 6749 has it. `switches.omit` applies before. */
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
    /** On every answer to a signed-in request: what is left, and seconds until there is more. */
    readonly headers?: (left: number, resetSeconds: number) => Readonly<Record<string, string>>
    readonly reply?: (resetSeconds: number) => SimulatorReply
  }
}

/** What of a request can carry a token. */
export interface TokenCarrier {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** JSON parsed; a form as an object of strings; else the text. */
  readonly body: unknown
}

/** What can be changed while the simulator runs, by `controls.change` or `POST /_control/switches`. */
export interface ProviderSwitches {
  /** How a client may say who it is. Anything else is `invalid_client`. */
  readonly clientAuthentication: readonly ClientAuthentication[]
  /** S256 alone is taken. `required`: an authorization request without a challenge is refused. */
  readonly pkce: 'required' | 'optional' | 'ignored'
  /**
   * What a refresh does. `none-returned`: the reply has no refresh token, the old one stays; `same`: the same comes
   * back; `strict`: a new one comes, and using the old one again revokes all of the grant; `grace`: like `strict`, but
   * the same request within `graceSeconds` gets the same answer, and later use is only refused.
   */
  readonly rotation: 'none-returned' | 'same' | 'strict' | 'grace'
  /** Default 120. */
  readonly graceSeconds?: number
  readonly accessTokenSeconds: number
  /** Default 600. */
  readonly codeSeconds?: number
  /** Refresh tokens die this long after the person allowed it. Default: never. Google's testing mode: 7 days. */
  readonly refreshTokenSeconds?: number
  /** Default one space. */
  readonly scopeSeparator?: ' ' | ','
  /** Sent as `iss` with the authorization response (RFC 9207). */
  readonly issuer?: string
  /** Members left out of token replies. */
  readonly omit?: readonly ('token_type' | 'expires_in' | 'scope')[]
  /** Of a successful token reply. Default 200. */
  readonly tokenStatus?: number
  /** Every request is answered with 410. */
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

/** A client as it is registered at the provider. */
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
