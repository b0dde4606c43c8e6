import { defineIntegration, field, fields } from '@tributary/integration-kit'
import { searchProvider } from '@tributary/integration-kit/providers'
import { classifyAnswer } from './api.ts'
import { Health } from './api-shapes.ts'
import { icon } from './icon.ts'
import { openIndex } from './meilisearch-index.ts'

export const meilisearch = defineIntegration({
  name: 'meilisearch',
  displayName: 'Meilisearch',
  version: '1.0.0',
  description: 'Searches by words, the best match first, and in spite of typing errors.',
  homepage: 'https://www.meilisearch.com',
  author: 'The Tributary authors',
  tags: ['search', 'open-source'],
  icon,
  provides: {
    search: searchProvider({
      instance: fields({
        address: field.url({
          label: 'Address',
          description: 'Of the server or the project of the cloud.',
          help: 'A server in your own network must be permitted with EGRESS_ALLOW.',
        }),
        apiKey: field.secret({
          label: 'API key',
          help: 'One for this index alone, with the actions search, documents.add, documents.delete, indexes.create, settings.update, tasks.get. The README of the plugin says how to make it.',
        }),
        index: field.text({
          label: 'Index',
          description: 'Made at the first use. Each server needs its own.',
          default: 'tributary',
          pattern: '^[A-Za-z0-9_-]{1,100}$',
        }),
      }),
      api: {
        baseUrl: ({ config }) => config.address,
        headers: ({ config }) => ({ authorization: `Bearer ${config.apiKey}` }),
        classify: classifyAnswer,
      },
      test: async ({ step, http, config, signal }) => {
        const [personId, id, text] = ['connection-test', 'connection-test', 'tributary']
        const index = openIndex(http, config.index, { signal })
        await step('Reached the server', () => http.get('health', { schema: Health }))
        await step('Wrote a document', () => index.index(personId, [{ id, text }]))
        await step('Searched', () => index.query({ personId, text, limit: 1 }))
        await step('Removed what the test wrote', () => index.removeAll(personId))
      },
      health: async ({ step, http, config, signal }) => {
        const query = { personId: 'health-check', text: 'tributary', limit: 1 }
        await step('Reached the server', () => http.get('health', { schema: Health }))
        await step('Searched', () => openIndex(http, config.index, { signal }).query(query))
      },
      open: ({ http, config, signal }) => openIndex(http, config.index, { signal }),
    }),
  },
})
