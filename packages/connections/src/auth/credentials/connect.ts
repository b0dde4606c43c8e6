import { ProblemError } from '@tributary/core'
import { allScopes, type Connections } from '@tributary/integration-host'
import { isIntegrationError } from '@tributary/integration-kit'
import {
  type CredentialsAuth,
  holdsSecrets,
  type IntegrationDefinition,
} from '@tributary/integration-kit/host'
import { checkSettings } from '../../connecting/check-settings.ts'
import { identifyAccount, unavailableProblem } from '../../connecting/identify-account.ts'
import { storeConnection } from '../../connecting/store-connection.ts'
import { connectionsErrors } from '../../connections-errors.ts'
import type { EnteredCredentials } from '../../credentials/sealed-credentials.ts'
import { requireDefinition, requireReady } from '../../find-definition.ts'
import type { Parts } from '../../parts.ts'
import { viewConnection } from '../../view-connection.ts'
import { requireAuth } from '../auth-strategies.ts'
import { signIn } from './sign-in.ts'
import { credentialsStrategy } from './strategy.ts'

/**
 * Connects with entered credentials, once the provider has accepted them.
 *
 * @throws ProblemError `CONNECTIONS_CREDENTIALS_REFUSED`, and what `identifyAccount` throws
 */
export async function connectWithCredentials(
  parts: Parts,
  {
    userId,
    integration,
    values,
    connection,
    settings: given,
  }: Parameters<Connections['connectWithCredentials']>[0],
): ReturnType<Connections['connectWithCredentials']> {
  const definition = requireDefinition(parts, integration)
  await requireReady(parts, definition)
  const auth = requireAuth(definition, 'credentials')
  const settings = checkSettings(parts, definition, given)
  const entered = await accepted(definition, auth, () =>
    signIn(parts, definition, { auth, values: trimmed(values), settings }),
  )
  const authorization = credentialsStrategy(definition, auth).authorization(entered)
  const account = await accepted(definition, auth, () =>
    identifyAccount(parts, definition, { authorization, settings }),
  )
  const { sessionExpiresAt } = entered
  const { row, isNew } = await storeConnection(parts, {
    userId,
    definition,
    account,
    credentials: entered,
    settings,
    target: connection,
    grantedScopes: allScopes(definition.streams),
    accessExpiresAt: sessionExpiresAt === undefined ? null : new Date(sessionExpiresAt),
  })
  return { connection: viewConnection(row, definition), isNew }
}

/** Spaces around a value come from copying. */
function trimmed(values: EnteredCredentials['values']): EnteredCredentials['values'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  )
}

async function accepted<T>(
  { displayName }: IntegrationDefinition,
  auth: CredentialsAuth,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (isIntegrationError(error, 'auth_expired')) {
      const detail = `${displayName} rejected these credentials. Copy them again, completely and without spaces.`
      throw new ProblemError(connectionsErrors.CONNECTIONS_KEY_REFUSED, {
        detail,
        cause: error,
        extensions: { errors: faultsOf(auth, detail) },
      })
    }
    if (isIntegrationError(error)) throw unavailableProblem(error, displayName)
    throw error
  }
}

/** Providers do not say which value is wrong. A form marks the secrets: they are what is mistyped, revoked or replaced. */
function faultsOf({ fields }: CredentialsAuth, message: string) {
  return Object.entries(fields.properties)
    .filter(([, schema]) => holdsSecrets(schema))
    .map(([name]) => ({ in: 'body', path: `/${name}`, message }))
}
