import type { Work } from '@tributary/integration-kit/enrichers'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { createProviderHttp, silentLogger } from '@tributary/testkit'
import { ACCESS_TOKEN } from '../simulator/index.ts'
import { titleEnricher } from '../src/enricher.ts'
import { tmdb } from '../src/index.ts'

/** What the enricher is configured with. */
export interface EnrichOptions {
  readonly apiKey?: string
  readonly language?: string
  readonly send?: typeof fetch
}

/** All results of works. */
export async function enrich(simulator: ProviderSimulator, works: readonly Work[], options?: EnrichOptions) {
  return Array.fromAsync(resultsOf(simulator, works, options))
}

/** Enriches works as the server does, against a simulated TMDB: one result after the other. */
export function resultsOf(
  simulator: ProviderSimulator,
  works: readonly Work[],
  { apiKey = ACCESS_TOKEN, language = 'en-US', send = fetch }: EnrichOptions = {},
) {
  const { signal } = new AbortController()
  const { api } = tmdb.definition
  if (api === undefined) throw new Error('TMDB has an API')
  const config = { apiKey, language }
  const http = createProviderHttp({
    api,
    context: { config, connection: {} },
    enteredIn: 'configuration',
    authorizer: undefined,
    budget: undefined,
    fetch: async (url, init) => send(simulator.locate(url.href), { ...init, redirect: 'manual' }),
    signal,
    logger: silentLogger,
  })
  return titleEnricher.enrich({ http, config, signal, logger: silentLogger }, works)
}
