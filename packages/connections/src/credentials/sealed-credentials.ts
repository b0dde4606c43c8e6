import type { SecretReference } from '@tributary/secrets'
import type { TokenSet } from '../oauth/token-set.ts'

/** What a connection keeps in the secret store. */
export type Credentials =
  | ({ readonly kind: 'oauth2' } & TokenSet)
  | { readonly kind: 'apiKey'; readonly apiKey: string }

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

/** Only ever reads what `sealable` wrote: the store opens nothing else under this name. */
export function readCredentials(text: string): Credentials {
  return JSON.parse(text) as Credentials
}
