import { ProblemError } from '@tributary/core'
import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import {
  askWithin,
  type ConfigurationValues,
  type IntegrationDefinition,
  type ProviderAccount,
} from '@tributary/integration-kit/host'
import { createProviderHttp, resolveApi } from '@tributary/provider-client'
import type { RequestAuthorization } from '../auth/auth-strategy.ts'
import { connectionsErrors } from '../connections-errors.ts'
import type { Parts } from '../parts.ts'

const TIMEOUT_MILLISECONDS = 30_000

/** New credentials, before they are stored. */
export interface NewCredentials {
  readonly authorization: RequestAuthorization
  /** The other members of the token response. */
  readonly tokenReply?: Readonly<Record<string, unknown>>
  readonly settings: ConfigurationValues
}

/**
 * Asks the provider for the account of the credentials. `undefined` if the integration cannot identify accounts.
 *
 * @throws IntegrationError by the provider's answer; `auth_expired` when it rejects the credentials
 */
export async function identifyAccount(
  { fetch, logger, settings }: Parts,
  { api, identify, name, displayName }: IntegrationDefinition,
  { authorization, tokenReply = {}, settings: connection }: NewCredentials,
): Promise<ProviderAccount | undefined> {
  if (api === undefined || identify === undefined) return undefined
  const authorizer = {
    authorize: async () => ({ ...authorization, version: 0 }),
    renew: async () => {
      throw new IntegrationError('auth_expired', `${displayName} rejected these credentials.`)
    },
  }
  const config = (await settings.read(name)) ?? {}
  const context = { config, connection }
  const account = await askWithin(TIMEOUT_MILLISECONDS, displayName, async (signal) => {
    const http = createProviderHttp({ api, context, authorizer, budget: undefined, fetch, signal, logger })
    return identify({ http, tokenReply, config, connection })
  })
  // Account ids of two servers may be equal.
  return typeof api.baseUrl === 'string'
    ? account
    : { ...account, id: `${resolveApi(api, context).base.host}/${account.id}` }
}

/** The problem for a provider that did not identify the account. */
export function unavailableProblem(error: unknown, displayName: string): unknown {
  if (!isIntegrationError(error)) return error
  const isTransient = error.code === 'upstream' || error.code === 'rate_limit'
  const definition = isTransient
    ? connectionsErrors.CONNECTIONS_PROVIDER_UNAVAILABLE
    : connectionsErrors.CONNECTIONS_PROVIDER_REFUSED
  return new ProblemError(definition, {
    detail: `${displayName} did not identify the account: ${error.message}`,
    cause: error,
    ...(isTransient ? { headers: { 'retry-after': String(error.retryAfterSeconds ?? 60) } } : {}),
  })
}
