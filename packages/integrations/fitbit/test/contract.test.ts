import { testIntegration } from '@tributary/testkit'
import { createGoogleHealthSimulator } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'

testIntegration(fitbit, {
  // Time stands still, so that nobody walks between two syncs; and several users share one account, whose minute never ends.
  provider: (client) => {
    const started = Date.now()
    return createGoogleHealthSimulator({
      clients: [client],
      requestsPerMinute: 100_000,
      now: () => started,
    })
  },
})
