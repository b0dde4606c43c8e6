import type { Integration } from '@tributary/integration-kit'
import { describe } from 'vitest'
import {
  expectNoSecrets,
  openAt,
  type ProviderCase,
  type ProviderService,
  testProvider,
} from './test-provider.ts'
import { testSearchIndex } from './test-search-index.ts'

const LIMIT_MILLISECONDS = 60_000

/** A search provider's description of its service. */
export interface SearchCase<Service extends ProviderService> extends ProviderCase<Service> {
  /** False for a real service, whose failures cannot be arranged. Default true. */
  readonly isSimulated?: boolean
}

/**
 * The contract of a search provider, run with the real client and egress guard against its simulated service, or against a real one.
 *
 * @example
 * testSearchProvider(meilisearch, { start: startMeilisearch, errors: [{ name: 'a wrong key', values: { apiKey: 'wrong' }, code: 'auth_expired' }] })
 */
export function testSearchProvider<Service extends ProviderService>(
  integration: Integration,
  { start, errors, isSimulated = true }: SearchCase<Service>,
): void {
  const { displayName } = integration.definition
  describe(`the search of ${displayName} keeps the contract`, () => {
    if (isSimulated)
      testProvider(integration, {
        kind: 'search',
        start,
        errors,
        call: (index) => index.index('ada', [{ id: 'probe', text: 'probe' }]),
      })

    testSearchIndex(displayName, async (work) => {
      const service = await start()
      try {
        await using opened = await openAt(integration, 'search', service)
        await opened.use(async (index) => {
          const people = ['ada', 'bob-2']
          for (const person of people) await index.removeAll(person)
          try {
            await work(index)
          } finally {
            for (const person of people) await index.removeAll(person)
          }
        }, LIMIT_MILLISECONDS)
        expectNoSecrets(opened, undefined)
      } finally {
        await service.stop()
      }
    })
  })
}
