// `npm run demo`: a server with its worker, two simulated providers, and a person who has connected both. Nothing leaves
// the machine, and nothing is kept: the data is in a temporary directory that is deleted with the demo.
//
// `--help` lists the options.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectEverything } from './connect-everything.ts'
import { addressOf, choosePort, type DemoOptions, readOptions, USAGE } from './demo-address.ts'
import { DEMO_EMAIL, DEMO_PASSWORD, DemoPerson } from './demo-person.ts'
import { printSummary, printWelcome } from './print.ts'
import { ServerProcess } from './server-process.ts'
import { type Providers, startProviders } from './start-providers.ts'

// The file that `npm start` reads.
if (existsSync('.env')) process.loadEnvFile('.env')

const options = readOptionsOrExit()
if (options.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit()
}
const stop = new AbortController()
const stopped = new Promise<void>((resolve) =>
  stop.signal.addEventListener('abort', () => resolve(), { once: true }),
)
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())
// `npm run demo | head`: the reader is gone, so the demo ends and deletes its data as after Ctrl-C.
for (const output of [process.stdout, process.stderr]) output.on('error', () => stop.abort())

const began = performance.now()
const seconds = () => ((performance.now() - began) / 1000).toFixed(1)
const port = await choosePort(options, (line) => process.stdout.write(`${line}\n`))
const publicUrl = addressOf(options.host, port)
const secret = () => randomBytes(24).toString('base64url')
const clients = {
  fitbit: { id: 'demo-fitbit', secret: secret() },
  spotify: { id: 'demo-spotify', secret: secret() },
}
const dataDir = await mkdtemp(join(tmpdir(), 'tributary-demo-'))
let providers: Providers | undefined
let server: ServerProcess | undefined
try {
  providers = await startProviders(publicUrl, clients)
  process.stdout.write('Starting a server and two simulated providers.\n')
  server = await ServerProcess.start(publicUrl, {
    PORT: String(port),
    HOST: options.host,
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
    ADMIN_EMAIL: DEMO_EMAIL,
    ADMIN_PASSWORD: DEMO_PASSWORD,
    PROVIDER_ENDPOINTS: Object.entries({ ...providers.google.endpoints, ...providers.spotify.endpoints })
      .map(([real, simulated]) => `${real}=${simulated}`)
      .join(','),
    FITBIT_CLIENT_ID: clients.fitbit.id,
    FITBIT_CLIENT_SECRET: clients.fitbit.secret,
    SPOTIFY_CLIENT_ID: clients.spotify.id,
    SPOTIFY_CLIENT_SECRET: clients.spotify.secret,
  })
  const shown = show(server, providers)
  // Interrupted, it fails as soon as its server has ended.
  shown.catch(() => {})
  await Promise.race([shown, stopped])
} catch (error) {
  // Ctrl-C during this wait also ends the server that is waited for.
  if (!stop.signal.aborted) throw error
} finally {
  await server?.stop()
  await Promise.all([providers?.google.stop(), providers?.spotify.stop()])
  await rm(dataDir, { recursive: true, force: true })
}

async function show(server: ServerProcess, providers: Providers): Promise<void> {
  const person = new DemoPerson(server.url)
  await person.signIn()
  const key = await person.createKey()
  printWelcome({ url: server.url, key, providers, once: options.once })
  const jobs = await connectEverything(person, providers, (done, all) =>
    process.stdout.write(
      `${process.stdout.isTTY ? '\r' : ''}Bringing a year of data home: ${done} of ${all} jobs done, ${seconds()} s ${process.stdout.isTTY ? '' : '\n'}`,
    ),
  )
  process.stdout.write('\n')
  await printSummary(person, { jobs, seconds: seconds() })
  if (jobs.some(({ status }) => status !== 'succeeded')) process.exitCode = 1
  if (!options.once) {
    process.stdout.write(
      `\nRead on at ${server.url}/docs\nIt goes on syncing by itself. Ctrl-C ends the demo and deletes its data.\n`,
    )
    await Promise.race([stopped, server.ended])
  }
}

function readOptionsOrExit(): DemoOptions {
  try {
    return readOptions(process.argv.slice(2), process.env)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(2)
  }
}
