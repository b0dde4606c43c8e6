import { testIntegration } from '@tributary/testkit'
import { createGoogleHealthSimulator } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'

testIntegration(fitbit, {
  // The clock stands still, so that no steps are added between two syncs; and several users share an account, whose minute never ends.
  provider: (client) => {
    const started = Date.now()
    return createGoogleHealthSimulator({
      clients: [client],
      accounts: ['ada', 'grace'].map((id) => ({ id, name: id })),
      requestsPerMinute: 100_000,
      now: () => started,
    })
  },
})
