import { IntegrationError } from '@tributary/integration-kit'
import type { CredentialsAuth, IntegrationDefinition } from '@tributary/integration-kit/host'
import { type Credentials, type EnteredCredentials, otherKind } from '../../credentials/sealed-credentials.ts'
import type { AuthStrategy } from '../auth-strategy.ts'
import { signIn } from './sign-in.ts'

/**
 * Credentials that a person has entered, such as a key or a password, and the session if the provider has sessions.
 */
export function credentialsStrategy(definition: IntegrationDefinition, auth: CredentialsAuth): AuthStrategy {
  return {
    hasCallback: false,
    // A key has no granted scopes: missing rights show when it is used.
    scopesToRequest: () => [],
    authorization(credentials) {
      const { values, session = {} } = enteredOf(credentials)
      const { headers = {}, query } = auth.authorize({ credentials: values, session })
      return { headers, ...(query === undefined ? {} : { query }) }
    },
    expiresAt: (credentials) => enteredOf(credentials).sessionExpiresAt,
    canRenew: () => auth.signIn !== undefined,
    rejection: 'The provider rejected these credentials. Connect with new ones.',
    canRevoke: false,
    mustRenewToRevoke: () => false,
    async renew(parts, credentials, settings) {
      const { values } = enteredOf(credentials)
      if (auth.signIn === undefined) throw new IntegrationError('auth_expired', this.rejection)
      const renewed = await signIn(parts, definition, { auth, values, settings })
      return { credentials: renewed, expiresAt: renewed.sessionExpiresAt }
    },
    async revoke() {},
  }
}

function enteredOf(credentials: Credentials): EnteredCredentials {
  if (credentials.kind === 'credentials') return credentials
  if (credentials.kind === 'apiKey') return { kind: 'credentials', values: { apiKey: credentials.apiKey } }
  throw otherKind()
}
