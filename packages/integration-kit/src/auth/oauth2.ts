import type { OAuthServer } from './oauth-server.ts'

export interface OAuth2Options extends OAuthServer {
  readonly authorizationUrl: string
  /** Compared with the `iss` of the authorization response (RFC 9207). Without it there is nothing to compare with. */
  readonly issuer?: string
  /** PKCE with S256 (RFC 7636). `false` only for providers that stumble over it. */
  readonly pkce: boolean
  /** Further parameters of the authorization request, like `access_type=offline`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>
  /** Where the granted scopes are: in the token reply (RFC 6749, section 5.1), or in the query of the callback (Strava). Default `reply`. */
  readonly grantedScopesIn?: 'reply' | 'callback'
}

/** OAuth 2.0 authorization code flow (RFC 6749, section 4.1). */
export interface OAuth2Auth extends OAuth2Options {
  readonly kind: 'oauth2'
}

/**
 * The person signs in at the provider and consents there. The config needs `clientId`, and `clientSecret` unless the client is public.
 *
 * @example
 * auth: oauth2({
 *   authorizationUrl: 'https://cloud.ouraring.com/oauth/authorize',
 *   tokenUrl: 'https://api.ouraring.com/oauth/token',
 *   pkce: true, clientAuthentication: 'body', rotation: 'strict',
 * })
 */
export function oauth2(options: OAuth2Options): OAuth2Auth {
  return { kind: 'oauth2', ...options }
}
