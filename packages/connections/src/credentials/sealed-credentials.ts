import { IntegrationError } from '@tributary/integration-kit'
import type { SecretReference } from '@tributary/secrets'
import { type RawBuilder, sql } from 'kysely'
import type { TokenSet } from '../oauth/token-set.ts'

/** Tokens of an authorization server, from any flow. */
export interface TokenCredentials extends TokenSet {
  readonly kind: 'oauth2'
}

/** The entered credentials, and the session obtained with them. */
export interface EnteredCredentials {
  readonly kind: 'credentials'
  readonly values: Readonly<Record<string, unknown>>
  readonly session?: Readonly<Record<string, string>> | undefined
  /** Milliseconds since 1970. */
  readonly sessionExpiresAt?: number | undefined
}

/** A key that was entered before credentials could have other fields. */
interface EnteredKey {
  readonly kind: 'apiKey'
  readonly apiKey: string
}

/** The secret that a connection stores. The strategy that reads it knows its form. */
export type Credentials = TokenCredentials | EnteredCredentials | EnteredKey

export const CREDENTIALS_OWNER = 'connections'

/** The same name as that of `credentialsOf`, in a statement. */
export function credentialsName(id: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`'credentials/' || ${id}`
}

/** The reference of a connection's credentials. */
export function credentialsOf(connection: {
  readonly id: string
  readonly user_id: string
}): SecretReference {
  return { owner: CREDENTIALS_OWNER, name: `credentials/${connection.id}`, userId: connection.user_id }
}

/** The reference of a disconnected connection's tokens until the provider has revoked them. */
export function revocationOf(revocation: {
  readonly id: string
  readonly user_id: string | null
}): SecretReference {
  const { id, user_id: userId } = revocation
  return { owner: CREDENTIALS_OWNER, name: `revocation/${id}`, userId: userId ?? undefined }
}

export function sealable(credentials: Credentials): string {
  return JSON.stringify(credentials)
}

/**
 * Parses the output of `sealable`, of this version or an earlier one: the store opens nothing else under this name.
 */
export function readCredentials(text: string): Credentials {
  return JSON.parse(text) as Credentials
}

/** The error for an integration whose kind of auth has changed since the person connected. */
export function otherKind(): IntegrationError {
  return new IntegrationError(
    'auth_expired',
    'This integration now uses another kind of sign-in. Connect again.',
  )
}
