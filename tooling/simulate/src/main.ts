// `npm run simulate -- <name> [--port <number>]`: the simulated provider of an integration, until Ctrl-C.

import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeSimulation } from './describe-simulation.ts'
import { publicUrlOf } from './public-url.ts'
import { readRecording } from './read-recording.ts'
import { providerEndpoints, startSimulation } from './start-simulation.ts'

const USAGE = `npm run simulate -- <name> [--port <number>] [--recorded [--file <path>]]

  --recorded     answer as "npm run record" has kept it
  --file <path>  where that is, if it is not in the folder of the integration

Starts the simulated provider of an integration. "npm run dev -- --simulate <name>" starts the server against it as well.`

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      recorded: { type: 'boolean', default: false },
      file: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [name] = positionals
  if (values.help || name === undefined) process.stdout.write(`${USAGE}\n`)
  else await simulate(name, values)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function simulate(
  name: string,
  {
    port,
    recorded,
    file,
  }: { readonly port?: string | undefined; readonly recorded: boolean; readonly file?: string | undefined },
): Promise<void> {
  const simulation = await startSimulation(name, {
    publicUrl: publicUrlOf(process.env),
    ...(port !== undefined && { port: Number(port) }),
  })
  if (recorded) simulation.simulator.controls.replay(await readRecording(name, file))
  const variables = { PROVIDER_ENDPOINTS: providerEndpoints([simulation]), ...simulation.environment }
  const settings = Object.entries(variables).map(([key, value]) => `  ${key}='${value}'`)
  process.stdout.write(
    `\n${describeSimulation(simulation)}\n\nA server uses it with these variables:\n\n${settings.join('\n')}\n\nCtrl-C ends it.\n`,
  )
  const stop = () => void simulation.simulator.stop()
  process.once('SIGINT', stop).once('SIGTERM', stop)
}
