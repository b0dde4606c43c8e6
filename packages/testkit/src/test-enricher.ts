import { setTimeout as sleep } from 'node:timers/promises'
import { type Integration, isIntegrationError } from '@tributary/integration-kit'
import { EnrichmentResult, type Work } from '@tributary/integration-kit/enrichers'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import { createProviderHttp, replacedAddress } from '@tributary/provider-client'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { Errors } from 'typebox/value'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

/** What an enricher is tested with: works of its simulated provider. */
export interface EnricherCases {
  /** Starts the simulated provider. */
  readonly provider: () => Promise<Pick<ProviderSimulator, 'endpoints' | 'controls' | 'stop'>>
  /** The administrator's configuration, as the simulator wants it. */
  readonly config: ConfigurationValues
  /** Works that the provider knows; at least two. */
  readonly known: readonly Work[]
  /** A work that it does not know. */
  readonly unknown: Work
}

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Asks an enricher about works, as the server does. */
async function collectResults(
  integration: Integration,
  { config, endpoints, works, signal = new AbortController().signal }: CollectOptions,
): Promise<readonly EnrichmentResult[]> {
  const { definition } = integration
  const enricher = definition.provides?.enricher
  if (enricher === undefined || definition.api === undefined)
    throw new TypeError(`integration "${definition.name}" has no enricher, or no api`)
  const http = createProviderHttp({
    api: definition.api,
    context: { config, connection: {} },
    enteredIn: 'configuration',
    authorizer: undefined,
    budget: undefined,
    fetch: (url, init) => fetch(replacedAddress(endpoints, url.href) ?? url, { ...init, redirect: 'manual' }),
    signal,
    logger,
  })
  const results: EnrichmentResult[] = []
  for await (const result of enricher.enrich({ http, config, signal, logger }, works)) results.push(result)
  return results
}

interface CollectOptions {
  readonly config: ConfigurationValues
  readonly endpoints: ProviderSimulator['endpoints']
  readonly works: readonly Work[]
  readonly signal?: AbortSignal
}

/**
 * The contract of every enricher, against its simulated provider.
 *
 * @example
 * testEnricher(lastfm, { provider: startLastfm, config: { apiKey: 'simulated' }, known: [hyperballad, joga], unknown: nothing })
 */
export function testEnricher(integration: Integration, cases: EnricherCases): void {
  const { displayName, provides } = integration.definition
  const { config, known, unknown } = cases
  describe(`the enricher of ${displayName} keeps the contract`, () => {
    let simulator: Awaited<ReturnType<EnricherCases['provider']>>
    beforeEach(async () => {
      simulator = await cases.provider()
    })
    afterEach(async () => simulator.stop())
    const ask = (works: readonly Work[]) =>
      collectResults(integration, { config, endpoints: simulator.endpoints, works })

    test('it knows the kinds and the integrations of the works that it is tested with', () => {
      for (const { type, platform } of [...known, unknown]) {
        expect(provides?.enricher?.types).toContain(type)
        expect(provides?.enricher?.platforms).toContain(platform)
      }
    })

    test('it gives one valid result for each work, in their order', async () => {
      const works = [...known, unknown]
      const results = await ask(works)
      expect(results.map(({ key }) => key)).toEqual(works.map(({ key }) => key))
      for (const result of results) expect([...Errors(EnrichmentResult, result)]).toEqual([])
    })

    test('it finds something of each work that its provider knows, and nothing of the other', async () => {
      const results = await ask([...known, unknown])
      expect(results.map(({ outcome }) => outcome)).toEqual([...known.map(() => 'found'), 'not_found'])
      for (const result of results)
        if (result.outcome === 'found') expect(Object.keys(result.facts)).not.toEqual([])
    })

    test('it gives the same again', async () => {
      const first = await ask(known)
      expect(await ask(known)).toEqual(first)
    })

    test('a limit of its provider is a rate_limit, and a failure is upstream', async () => {
      for (const [status, code] of [
        [429, 'rate_limit'],
        [503, 'upstream'],
      ] as const) {
        simulator.controls.clearFaults()
        simulator.controls.inject({ kind: 'status', path: '*', status })
        const error = await ask(known).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(isIntegrationError(error) ? error.code : error, `after ${status}`).toBe(code)
      }
    })

    test('it ends when it is told to', async () => {
      const ending = new AbortController()
      const works = Array.from({ length: 50 }, () => known).flat()
      const asked = collectResults(integration, {
        config,
        endpoints: simulator.endpoints,
        works,
        signal: ending.signal,
      })
      ending.abort(new Error('the server stops'))
      await expect(Promise.race([asked, sleep(5000)])).rejects.toThrow(/stops|abort/i)
    })
  })
}
