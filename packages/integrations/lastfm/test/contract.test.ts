import type { Work } from '@tributary/integration-kit/enrichers'
import { testEnricher, testIntegration } from '@tributary/testkit'
import { API_KEY, createLastFmSimulator } from '../simulator/index.ts'
import { lastFm } from '../src/index.ts'

testIntegration(lastFm, {
  credentials: {
    provider: () => createLastFmSimulator(),
    enter: (username) => ({ username }),
    config: { apiKey: API_KEY },
  },
})

const workOf = (title: string, artist: string): Work => ({
  key: title,
  platform: 'listenbrainz',
  type: 'track',
  title,
  creators: [artist],
})

testEnricher(lastFm, {
  provider: () => createLastFmSimulator(),
  config: { apiKey: API_KEY },
  known: [workOf('Loopback', 'Ada Sim'), workOf('Idle', 'The Simulators')],
  unknown: workOf('Idle', 'No Such Artist'),
})
