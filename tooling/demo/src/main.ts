// `npm run demo`: a server with its worker, two simulated providers, and a person who has connected both. Nothing leaves
// the machine, and nothing is kept: the data is in a temporary directory that goes with the demo.
//
// `--once` ends it when everything has come in, with 0 if all is well.

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectEverything } from './connect-everything.ts'
import { DEMO_EMAIL, DEMO_PASSWORD, DemoPerson } from './demo-person.ts'
import { printSummary, printWelcome } from './print.ts'
import { ServerProcess } from './server-process.ts'
import { startProviders } from './start-providers.ts'

const { once, port: wantedPort } = readOptions()
const stop = new AbortController()
const stopped = new Promise<void>((resolve) =>
  stop.signal.addEventListener('abort', () => resolve(), { once: true }),
)
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())

const began = performance.now()
const seconds = () => ((performance.now() - began) / 1000).toFixed(1)
const port = await freePort(wantedPort)
const publicUrl = `http://127.0.0.1:${port}`
const secret = () => randomBytes(24).toString('base64url')
const clients = {
  fitbit: { id: 'demo-fitbit', secret: secret() },
  spotify: { id: 'demo-spotify', secret: secret() },
}
const dataDir = await mkdtemp(join(tmpdir(), 'tributary-demo-'))
const providers = await startProviders(publicUrl, clients)
let server: ServerProcess | undefined
try {
  process.stdout.write('Starting a server and two simulated providers.\n')
  server = await ServerProcess.start(port, {
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
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
  const shown = show(server)
  // Ended early, it fails as soon as its server has gone.
  shown.catch(() => {})
  await Promise.race([shown, stopped])
} catch (error) {
  // Whoever ends it early with Ctrl-C ends the server that it waits for, too.
  if (!stop.signal.aborted) throw error
} finally {
  await server?.stop()
  await Promise.all([providers.google.stop(), providers.spotify.stop()])
  await rm(dataDir, { recursive: true, force: true })
}

async function show(server: ServerProcess): Promise<void> {
  const person = new DemoPerson(server.url)
  await person.signIn()
  const key = await person.createKey()
  printWelcome({ url: server.url, key, providers })
  const jobs = await connectEverything(person, providers, (done, all) =>
    process.stdout.write(
      `${process.stdout.isTTY ? '\r' : ''}Bringing a year of data home: ${done} of ${all} jobs done, ${seconds()} s ${process.stdout.isTTY ? '' : '\n'}`,
    ),
  )
  process.stdout.write('\n')
  await printSummary(person, { url: server.url, jobs, seconds: seconds() })
  if (jobs.some(({ status }) => status !== 'succeeded')) process.exitCode = 1
  if (!once) {
    process.stdout.write('\nIt goes on syncing by itself. Ctrl-C ends the demo and deletes its data.\n')
    await Promise.race([stopped, server.ended])
  }
}

function readOptions(): { once: boolean; port: number } {
  const usage =
    'npm run demo -- [--once] [--port <number>]   (default PORT, else 3000; another one is chosen when it is taken)'
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: wantedByEnvironment() },
      },
    })
    const chosen = Number(values.port)
    if (Number.isInteger(chosen) && chosen >= 0 && chosen < 65_536) return { once: values.once, port: chosen }
    throw new Error(`"${values.port}" is not a port: use a whole number from 0 to 65535`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`)
    process.exit(2)
  }
}

/** As `npm start` takes it; an empty variable counts as unset. */
function wantedByEnvironment(): string {
  const port = process.env['PORT']?.trim()
  return port === undefined || port === '' ? '3000' : port
}

/** The port asked for, or any other when that is taken. */
async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const probe = createServer()
    const listening = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!listening) {
      process.stdout.write(`Port ${port} is taken, so the demo uses another one.\n`)
      continue
    }
    const address = probe.address()
    await new Promise((resolve) => probe.close(resolve))
    if (address !== null && typeof address === 'object') return address.port
  }
  throw new Error('no free port')
}
