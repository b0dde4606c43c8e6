import { testIntegration } from '@tributary/testkit'
import { createOuraSimulator } from '../simulator/index.ts'
import { oura } from '../src/index.ts'

testIntegration(oura, { provider: (client) => createOuraSimulator({ clients: [client] }) })
