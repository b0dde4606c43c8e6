import { IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import type { ApiDefinition, ConfigurationValues, Logger, ProviderApi } from '@tributary/integration-kit/host'
import type { GuardedConnect, GuardedFetch, ProviderContext } from '@tributary/integration-kit/providers'
import { findEgressError } from '../egress/egress-error.ts'
import { createProviderHttp } from '../http/create-provider-http.ts'
import type { Egress, EgressFetch } from '../open-egress.ts'
import { currentCallSignal } from './within-time.ts'

export interface AccessOptions {
  readonly api: ApiDefinition | ProviderApi | undefined
  readonly config: ConfigurationValues
  /** The guarded way out. */
  readonly egress: Pick<Egress, 'fetch' | 'connect'>
  readonly signal: AbortSignal
  readonly logger: Logger
}

/**
 * What a provider or a test asks its service through. Requests also end with the call that they are part of.
 *
 * @throws IntegrationError `bad_configuration` for an invalid address
 */
export function openAccess({ api, config, egress, signal, logger }: AccessOptions): ProviderContext {
  const send: EgressFetch = (url, init) => egress.fetch(url, { ...init, signal: endingWith(init.signal) })
  const http =
    api === undefined
      ? unusableHttp
      : createProviderHttp({
          api,
          context: { config, connection: {} },
          enteredIn: 'configuration',
          authorizer: undefined,
          budget: undefined,
          fetch: send,
          signal,
          logger,
        })
  const connect = guardedConnect(egress, signal)
  return { http, fetch: guardedFetch(send, signal), connect, config, signal, logger }
}

function guardedConnect(egress: AccessOptions['egress'], signal: AbortSignal): GuardedConnect {
  return async ({ host, port }) => {
    const ends = endingWith(signal) ?? signal
    try {
      return await egress.connect({ host, port, signal: ends })
    } catch (error) {
      ends.throwIfAborted()
      throw unreachable(`${host}:${port}`, error)
    }
  }
}

function guardedFetch(send: EgressFetch, signal: AbortSignal): GuardedFetch {
  return async (url, init = {}) => {
    const { body, signal: given } = init
    const signals = given === undefined || given === null ? [signal] : [signal, given]
    const request = {
      method: 'GET',
      ...init,
      signal: AbortSignal.any(signals),
      // Required by the standard for a body that is a stream.
      ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
    }
    try {
      return await send(url, request)
    } catch (error) {
      for (const each of signals) each.throwIfAborted()
      throw unreachable(url.host, error)
    }
  }
}

function endingWith(given: AbortSignal | null | undefined): AbortSignal | null {
  const call = currentCallSignal()
  if (call === undefined) return given ?? null
  return given === undefined || given === null ? call : AbortSignal.any([given, call])
}

function unreachable(host: string, error: unknown): IntegrationError {
  const refused = findEgressError(error)
  if (refused !== undefined)
    return new IntegrationError('bad_configuration', refused.message, { cause: refused })
  return new IntegrationError('upstream', `${host} could not be reached, or its answer was incomplete.`, {
    cause: error,
  })
}

const withoutApi = (): never => {
  throw new TypeError('"http" has no address: declare "api", or use "fetch"')
}

const unusableHttp: ProviderHttp = {
  request: withoutApi,
  get: withoutApi,
  post: withoutApi,
  pages: withoutApi,
}
