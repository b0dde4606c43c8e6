import { testIntegration } from '@tributary/testkit'
import { createListenBrainzSimulator } from '../simulator/index.ts'
import { listenBrainz } from '../src/index.ts'

testIntegration(listenBrainz, {
  credentials: {
    provider: () => createListenBrainzSimulator(),
    enter: (apiKey) => ({ apiKey }),
  },
})
