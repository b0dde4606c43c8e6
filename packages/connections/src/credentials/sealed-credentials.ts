import { IntegrationError } from '@tributary/integration-kit'
import type { SecretReference } from '@tributary/secrets'
import type { TokenSet } from '../oauth/token-set.ts'

/** Tokens of an authorization server, by whichever flow. */
export interface TokenCredentials extends TokenSet {
  readonly kind: 'oauth2'
}

/** What a person has entered, and the session it was exchanged for. */
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

/** What a connection keeps in the secret store. The strategy that reads it knows its form. */
export type Credentials = TokenCredentials | EnteredCredentials | EnteredKey

/** Where a connection's credentials are. */
export function credentialsOf(connection: {
  readonly id: string
  readonly user_id: string
}): SecretReference {
  return { owner: 'connections', name: `credentials/${connection.id}`, userId: connection.user_id }
}

/** Where the tokens of an ended connection are until the provider has revoked them. */
export function revocationOf(revocation: {
  readonly id: string
  readonly user_id: string | null
}): SecretReference {
  const { id, user_id: userId } = revocation
  return { owner: 'connections', name: `revocation/${id}`, userId: userId ?? undefined }
}

export function sealable(credentials: Credentials): string {
  return JSON.stringify(credentials)
}

/** Only reads what `sealable` wrote, in this version or an earlier one: the store opens nothing else under this name. */
export function readCredentials(text: string): Credentials {
  return JSON.parse(text) as Credentials
}

/** The integration was changed to another kind of auth since the person connected. */
export function otherKind(): IntegrationError {
  return new IntegrationError('auth_expired', 'This integration now connects in another way. Connect again.')
}
