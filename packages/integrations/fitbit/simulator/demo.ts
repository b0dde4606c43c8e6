import type { DemoProvider } from '@tributary/provider-simulator'
import { createGoogleHealthSimulator } from './create-google-health-simulator.ts'

const demo: DemoProvider = {
  createSimulator: (client) =>
    createGoogleHealthSimulator({
      inProcess: true,
      clients: [client],
      // The seed and the first date are those of the person's days, so both are fixed.
      accounts: [{ id: 'demo', name: 'Alex (demo)', seed: 1, firstDate: '2020-01-01' }],
      // A value in five minutes draws the same chart as one in five seconds.
      heartRateSeconds: 300,
    }),
}

export default demo
