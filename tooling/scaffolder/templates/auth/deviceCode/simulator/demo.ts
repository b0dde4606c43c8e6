import type { DemoProvider } from '@tributary/provider-simulator'
import { createExampleServiceSimulator } from './create-example-service-simulator.ts'

/** What Example Service brings to demo data. */
const demo: DemoProvider = {
  createSimulator: (client) =>
    createExampleServiceSimulator({
      inProcess: true,
      clients: [client],
      accounts: [{ id: 'demo', name: 'Alex (demo)' }],
    }),
}

export default demo
