import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** A sign-in that begins. */
export interface SignInRequest {
  /** Where the service sends the browser back to. */
  readonly redirectUri: string
  /** Has to come back unchanged. */
  readonly state: string
}

/** Where a sign-in goes on. */
export interface BegunSignIn {
  /** Where the browser is sent. */
  readonly url: string
  /** Kept by the server until the browser is back, never shown: a PKCE verifier, a nonce. */
  readonly kept: Readonly<Record<string, string>>
}

/** A browser that has come back. */
export interface SignInReturn extends SignInRequest {
  /** The query of the address that it came back to. */
  readonly query: Readonly<Record<string, string>>
  /** What `begin` has returned. */
  readonly kept: Readonly<Record<string, string>>
}

/** Who has signed in. */
export interface SignedInIdentity {
  /**
   * Who vouches for the person, like the issuer of OpenID Connect. An instance that is configured for another service has another one, so
   * that its people are not taken for those of the former service.
   */
  readonly issuer: string
  /** Never changes, and is unique at this issuer. At most 255 characters. */
  readonly subject: string
  readonly name?: string
  readonly email?: string
  /** Whether the service vouches for the address. Default false. */
  readonly emailVerified?: boolean
}

/** Signs people in through another service. */
export interface SignInProvider {
  /** Whether the administrator lets people without an account create one by signing in. Default false. */
  readonly createsAccounts?: boolean
  begin(request: SignInRequest): Promise<BegunSignIn>
  /** Checks what came back. Throws an `IntegrationError` (`auth_expired`) where it is no valid sign-in. */
  complete(returned: SignInReturn): Promise<SignedInIdentity>
}

/**
 * Declares through which service people sign in.
 *
 * @example
 * provides: {
 *   authentication: authenticationProvider({
 *     instance: fields({ issuer: field.url({ label: 'Issuer' }), clientId: field.text({ label: 'Client ID' }) }),
 *     api: { baseUrl: ({ config }) => config.issuer },
 *     test: async ({ http, step }) => {
 *       await step('Read the metadata of the issuer', () => http.get('/.well-known/openid-configuration', { schema: Sent }))
 *     },
 *     open: ({ http, config }) => openSignIn(http, config.clientId),
 *   }),
 * }
 */
export function authenticationProvider<Form extends TObject>(
  options: ProviderOptions<'authentication', Form>,
): Provider<'authentication'> {
  return providerOf('authentication', options)
}
