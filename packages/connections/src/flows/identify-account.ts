import { ProblemError } from '@tributary/core'
import {
  type IntegrationDefinition,
  IntegrationError,
  type ProviderAccount,
} from '@tributary/integration-kit'
import { type Authorization, createProviderHttp } from '@tributary/provider-client'
import { connectionsErrors } from '../connections-errors.ts'
import type { Parts } from '../parts.ts'

/** Asks the provider whose credentials these are, before they are kept. `undefined` where an integration cannot tell. */
export async function identifyAccount(
  { fetch, logger }: Parts,
  { api, identify, displayName, auth }: IntegrationDefinition,
  authorization: Omit<Authorization, 'version'>,
): Promise<ProviderAccount | undefined> {
  if (api === undefined || identify === undefined) return undefined
  const authorizer = {
    authorize: async () => ({ ...authorization, version: 0 }),
    renew: async () => {
      throw new IntegrationError('auth_expired', `${displayName} does not take these credentials.`)
    },
  }
  const signal = AbortSignal.timeout(30_000)
  try {
    return await identify({
      http: createProviderHttp({ api, authorizer, budget: undefined, fetch, signal, logger }),
    })
  } catch (error) {
    throw identifyProblem(error, { displayName, isKey: auth.kind === 'apiKey' })
  }
}

function identifyProblem(
  error: unknown,
  { displayName, isKey }: { readonly displayName: string; readonly isKey: boolean },
): unknown {
  if (!(error instanceof IntegrationError)) return error
  if (error.code === 'auth_expired' && isKey) {
    return new ProblemError(connectionsErrors.CONNECTIONS_KEY_REFUSED, {
      detail: `${displayName} does not take this key. Copy it once more, whole and without spaces.`,
      cause: error,
    })
  }
  const later = error.code === 'upstream' || error.code === 'rate_limit'
  return new ProblemError(
    later
      ? connectionsErrors.CONNECTIONS_PROVIDER_UNAVAILABLE
      : connectionsErrors.CONNECTIONS_PROVIDER_REFUSED,
    {
      detail: `${displayName} was asked whose account this is and did not say: ${error.message}`,
      cause: error,
      ...(later ? { headers: { 'retry-after': '60' } } : {}),
    },
  )
}
