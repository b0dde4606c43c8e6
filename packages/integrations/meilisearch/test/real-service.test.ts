import { testSearchProvider } from '@tributary/testkit'
import { describe } from 'vitest'
import { meilisearch } from '../src/index.ts'

const { MEILISEARCH_ADDRESS: address = '', MEILISEARCH_API_KEY: apiKey = '' } = process.env

/** Of a real server, whose key has the index `tributary-contract`. */
describe.skipIf(address === '')('a real service', () => {
  testSearchProvider(meilisearch, {
    start: async () => ({
      values: { address, apiKey, index: 'tributary-contract' },
      allow: URL.parse(address)?.hostname ?? '',
      hang: () => {},
      stop: async () => {},
    }),
    errors: [],
    isSimulated: false,
  })
})
