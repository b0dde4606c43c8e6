import { testIntegration } from '@tributary/testkit'
import { createListenBrainzSimulator } from '../simulator/index.ts'
import { listenBrainz } from '../src/index.ts'

testIntegration(listenBrainz, {
  credentials: {
    // The suite asks as often in a second as a person in an hour.
    provider: () => createListenBrainzSimulator({ requests: 10_000 }),
    enter: (apiKey) => ({ apiKey }),
  },
})
