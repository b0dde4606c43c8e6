import { IntegrationError } from '@tributary/integration-kit'
import type { CredentialsAuth, IntegrationDefinition } from '@tributary/integration-kit/host'
import { createProviderHttp } from '@tributary/provider-client'
import type { EnteredCredentials } from '../../credentials/sealed-credentials.ts'
import type { Parts } from '../../parts.ts'

const TIMEOUT_MILLISECONDS = 30_000

/**
 * Exchanges entered credentials for a session, where the provider has sessions; else returns them as they are.
 *
 * @throws IntegrationError what the definition's `signIn` throws: `auth_expired` for a wrong password
 */
export async function signIn(
  { fetch, logger, settings, now }: Parts,
  { api, name, displayName }: IntegrationDefinition,
  { auth, values }: { readonly auth: CredentialsAuth; readonly values: EnteredCredentials['values'] },
): Promise<EnteredCredentials> {
  if (auth.signIn === undefined) return { kind: 'credentials', values }
  if (api === undefined)
    throw new IntegrationError('upstream', `${displayName} declares no API to sign in to.`)
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS)
  const http = createProviderHttp({ api, authorizer: undefined, budget: undefined, fetch, signal, logger })
  const config = (await settings.read(name)) ?? {}
  const { values: session, expiresInSeconds } = await auth.signIn({ http, credentials: values, config })
  const sessionExpiresAt = expiresInSeconds === undefined ? undefined : now() + expiresInSeconds * 1000
  return { kind: 'credentials', values, session, sessionExpiresAt }
}
