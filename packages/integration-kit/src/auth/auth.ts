import type { CredentialsAuth } from './credentials.ts'
import type { DeviceCodeAuth } from './device-code.ts'
import type { OAuth2Auth } from './oauth2.ts'

/** The provider's data is public, or comes as files alone: no account is connected. */
export interface NoAuth {
  readonly kind: 'none'
}

/** How an integration gets at a person's account. */
export type Auth = OAuth2Auth | CredentialsAuth | DeviceCodeAuth | NoAuth

/**
 * No account: the provider's data is public. What a definition without `auth` has.
 *
 * @example
 * auth: noAuth
 */
export const noAuth: NoAuth = { kind: 'none' }
