import { testIntegration } from '@tributary/testkit'
import { API_KEY, createLastFmSimulator } from '../simulator/index.ts'
import { lastFm } from '../src/index.ts'

testIntegration(lastFm, {
  credentials: {
    provider: () => createLastFmSimulator(),
    enter: (username) => ({ username }),
    config: { apiKey: API_KEY },
  },
})
