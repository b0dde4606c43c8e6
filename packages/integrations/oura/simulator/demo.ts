import type { DemoProvider } from '@tributary/provider-simulator'
import { createOuraSimulator } from './create-oura-simulator.ts'

const demo: DemoProvider = {
  createSimulator: (client) =>
    createOuraSimulator({
      inProcess: true,
      clients: [client],
      accounts: [{ id: 'demo', name: 'Alex (demo)' }],
      // As many as the integration asks for: fewer requests for a year.
      pageSize: 200,
    }),
}

export default demo
