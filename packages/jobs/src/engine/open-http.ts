import { type ProviderHttp } from '@tributary/integration-kit'
import type { ApiContext, IntegrationDefinition } from '@tributary/integration-kit/host'
import {
  type Authorizer,
  createProviderHttp,
  type ProviderFetch,
  type RateBudget,
} from '@tributary/provider-client'
import type { FastifyBaseLogger } from 'fastify'
import type { RunCounters } from '../figures/run-counters.ts'

/** The dependencies of a run's client besides the definition. */
export interface HttpParts {
  readonly signal: AbortSignal
  /** What the API's address and headers depend on. */
  readonly context: ApiContext
  readonly logger: FastifyBaseLogger
  /** Absent for public data. */
  readonly authorizer?: Authorizer | undefined
  readonly budget?: RateBudget | undefined
  /** Default: the platform's own, which follows no redirects. */
  readonly fetch?: ProviderFetch | undefined
  /** Counts the answers. */
  readonly counters?: RunCounters | undefined
}

/** The client that a run's streams are given. */
export function openHttp(definition: IntegrationDefinition, parts: HttpParts): ProviderHttp {
  const { api, name } = definition
  if (api === undefined) return withoutApi(name)
  const { signal, logger, context, authorizer, budget, fetch = plainFetch, counters } = parts
  const counted = counters === undefined ? fetch : countAnswers(fetch, { name, counters, signal })
  return createProviderHttp({ api, context, authorizer, budget, fetch: counted, signal, logger })
}

/** A request that this server has aborted is not a failure of the provider. */
function countAnswers(
  fetch: ProviderFetch,
  { name, counters, signal }: { name: string; counters: RunCounters; signal: AbortSignal },
): ProviderFetch {
  return async (url, init) => {
    try {
      const response = await fetch(url, init)
      counters.countAnswer(name, response.status)
      return response
    } catch (error) {
      if (!signal.aborted) counters.countAnswer(name, undefined)
      throw error
    }
  }
}

/** Redirects could send credentials to an unchecked address. */
const plainFetch: ProviderFetch = (url, init) => fetch(url, { ...init, redirect: 'manual' })

function withoutApi(name: string): ProviderHttp {
  const refuse = () => new Error(`integration "${name}" declares no \`api\`, so its streams have no http`)
  return {
    request: () => Promise.reject(refuse()),
    get: () => Promise.reject(refuse()),
    post: () => Promise.reject(refuse()),
    pages: () => {
      throw refuse()
    },
  }
}
