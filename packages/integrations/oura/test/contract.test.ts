import { testIntegration } from '@tributary/testkit'
import { createOuraSimulator } from '../simulator/index.ts'
import { oura } from '../src/index.ts'

const started = Date.now()

testIntegration(oura, {
  // Time stands still, so that nobody wakes up between two syncs.
  provider: (client) => createOuraSimulator({ clients: [client], now: () => started }),
})
