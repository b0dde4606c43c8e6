import { testIntegration } from '@tributary/testkit'
import { createGoogleHealthSimulator } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'

testIntegration(fitbit, {
  provider: (client) =>
    createGoogleHealthSimulator({
      clients: [client],
      accounts: ['ada', 'grace'].map((id) => ({ id, name: id })),
      // A measurement an hour is as good as one every five seconds.
      heartRateSeconds: 3600,
    }),
})
