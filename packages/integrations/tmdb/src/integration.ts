import { defineIntegration } from '@tributary/integration-kit'
import { classifyAnswer, openCatalogue } from './api.ts'
import { NOTICE, titleEnricher } from './enricher.ts'
import { ICON } from './icon.ts'
import { settings } from './settings.ts'

export const tmdb = defineIntegration({
  name: 'tmdb',
  displayName: 'TMDB',
  version: '1.0.0',
  description: 'Genres, years, lengths and posters for the films and series in your library.',
  homepage: 'https://www.themoviedb.org',
  author: 'The Tributary authors',
  tags: ['films', 'series', 'enrichment'],
  icon: ICON,
  config: settings,
  api: {
    baseUrl: 'https://api.themoviedb.org/3',
    headers: ({ config }) => (isToken(config.apiKey) ? { authorization: `Bearer ${config.apiKey}` } : {}),
    query: ({ config }): Record<string, string> => (isToken(config.apiKey) ? {} : { api_key: config.apiKey }),
    // The public limit is about 40 a second.
    rateLimits: [{ requests: 30, perSeconds: 1, per: 'client' }],
    classify: classifyAnswer,
  },
  testConfig: async ({ http, step }) => {
    await step('Read the list of genres', () => openCatalogue(http).genres('movie', [], 'en-US'))
  },
  facts: {
    notes: [NOTICE, 'Titles of your library are sent to TMDB to be found there, without your name.'],
  },
  provides: { enricher: titleEnricher },
})

/** A read access token is a JWT; the shorter API key has no dots, and goes into the query. */
function isToken(apiKey: string): boolean {
  return apiKey.includes('.')
}
