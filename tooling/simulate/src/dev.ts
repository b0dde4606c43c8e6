// `npm run dev -- --simulate <name>`: the server from source, against the simulated providers of integrations.

import { existsSync } from 'node:fs'
import { describeSimulation } from './describe-simulation.ts'
import { publicUrlOf } from './public-url.ts'
import { runServer } from './run-server.ts'
import { providerEndpoints, type Simulation, startSimulation } from './start-simulation.ts'
import { takeSimulated } from './take-simulated.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

const running: Simulation[] = []
try {
  const { names, rest } = takeSimulated(process.argv.slice(2))
  const publicUrl = publicUrlOf(process.env)
  for (const name of names) running.push(await startSimulation(name, { publicUrl }))
  process.stdout.write(`\n${running.map(describeSimulation).join('\n\n')}\n\n`)
  const clients = Object.assign({}, ...running.map(({ environment }) => environment))
  const environment = { ...clients, PUBLIC_URL: publicUrl, PROVIDER_ENDPOINTS: providerEndpoints(running) }
  process.exitCode = await runServer(environment, rest)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await Promise.all(running.map(({ simulator }) => simulator.stop()))
}
