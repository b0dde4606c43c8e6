import type { Work } from '@tributary/integration-kit/enrichers'
import { testEnricher, testIntegration } from '@tributary/testkit'
import { API_KEY, createTmdbSimulator } from '../simulator/index.ts'
import { tmdb } from '../src/index.ts'

testIntegration(tmdb, {})

const workOf = (title: string): Work => ({ key: title, platform: 'netflix', type: 'unknown', title })

testEnricher(tmdb, {
  provider: () => createTmdbSimulator(),
  config: { apiKey: API_KEY, language: 'en-US' },
  known: ['Mara Dunn: Live in Leeds', 'Night Ferry: The Long Crossing'].map(workOf),
  unknown: workOf('A Film That Was Never Made'),
})
