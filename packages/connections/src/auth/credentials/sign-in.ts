import { IntegrationError } from '@tributary/integration-kit'
import {
  askWithin,
  type ConfigurationValues,
  type CredentialsAuth,
  type IntegrationDefinition,
} from '@tributary/integration-kit/host'
import { createProviderHttp } from '@tributary/provider-client'
import type { EnteredCredentials } from '../../credentials/sealed-credentials.ts'
import type { Parts } from '../../parts.ts'

const TIMEOUT_MILLISECONDS = 30_000

/** The credentials and the API to sign in to. */
export interface SignIn {
  readonly auth: CredentialsAuth
  readonly values: EnteredCredentials['values']
  readonly settings: ConfigurationValues
}

/**
 * Exchanges entered credentials for a session, if the provider has sessions; otherwise returns them unchanged.
 *
 * @throws IntegrationError what the definition's `signIn` throws: `auth_expired` for a wrong password
 */
export async function signIn(
  { fetch, logger, settings, now }: Parts,
  { api, name, displayName }: IntegrationDefinition,
  { auth, values, settings: connection }: SignIn,
): Promise<EnteredCredentials> {
  const { signIn: exchange } = auth
  if (exchange === undefined) return { kind: 'credentials', values }
  if (api === undefined)
    throw new IntegrationError('upstream', `${displayName} declares no API to sign in to.`)
  const config = (await settings.read(name)) ?? {}
  const context = { config, connection }
  const anonymous = { api, context, authorizer: undefined, budget: undefined, fetch, logger }
  const { values: session, expiresInSeconds } = await askWithin(
    TIMEOUT_MILLISECONDS,
    displayName,
    async (signal) =>
      exchange({
        http: createProviderHttp({ ...anonymous, signal }),
        credentials: values,
        config,
        connection,
      }),
  )
  const sessionExpiresAt = expiresInSeconds === undefined ? undefined : now() + expiresInSeconds * 1000
  return { kind: 'credentials', values, session, sessionExpiresAt }
}
