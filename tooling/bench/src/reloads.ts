import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Child, startChild, stopChild } from './child.ts'
import { machineLine } from './machine-line.ts'
import { median } from './median.ts'
import type { Latencies } from './reads/latencies.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ADMIN, builtApi, ServerProcess } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** How long requests take while a plugin is reloaded again and again, and whether one is lost. */
const { values: given } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    every: { type: 'string', default: '1000' },
  },
})
const [rate, seconds, every] = [given.rate, given.seconds, given.every].map(Number) as [
  number,
  number,
  number,
]

const OTHERS = '/api/library/items?limit=50'
const RELOADED = '/api/public/reloaded'

const print = (line: string) => void process.stdout.write(`${line}\n`)

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
print(machineLine())
print(
  `reloads: ${rate} requests/s of other routes and ${rate / 4} of the plugin's, a reload every ${every} ms`,
)
await inTemporaryDirectory(async (directory) => {
  const databases = await startDatabases('embedded', directory)
  try {
    await withFresh(databases, async ({ settings }) => {
      const folder = join(settings.DATA_DIR, 'plugins/reloaded')
      writeVersion(folder, 0)
      const server = await ServerProcess.start(settings, builtApi)
      try {
        await measure(server, folder, databases.apiKey)
      } finally {
        await server.stop()
      }
    })
  } finally {
    await databases.stop()
  }
})

async function measure(server: ServerProcess, folder: string, apiKey: string): Promise<void> {
  const cookie = await signIn(server)
  const reload = async (version: number) => {
    writeVersion(folder, version)
    const began = performance.now()
    const response = await fetch(`${server.url}/api/admin/plugins/reload`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ plugin: 'reloaded' }),
    })
    if (!response.ok) throw new Error(await response.text())
    return performance.now() - began
  }
  // Not counted: V8 compiles.
  await loadWhile(server, apiKey, async () => {
    for (let version = 1; version <= 3; version++) await reload(version)
    await delay(2_000)
  })
  const without = await loadWhile(server, apiKey, () => delay(seconds * 1_000))
  const taken: number[] = []
  const reloading = await loadWhile(server, apiKey, async () => {
    const ends = performance.now() + seconds * 1_000
    for (let version = 100; performance.now() < ends; version++) {
      const milliseconds = await reload(version)
      taken.push(milliseconds)
      await delay(Math.max(0, every - milliseconds))
    }
  })
  const ms = (value: number) => `${value.toFixed(1)} ms`
  for (const [name, { others, own }] of Object.entries({ without, reloading }))
    print(
      `${name}: others p50 ${ms(others.p50)}, p99 ${ms(others.p99)}, most ${ms(others.most)}; the plugin's p99 ${ms(own.p99)}; all ${others.count + own.count} answered with 200`,
    )
  print(`${taken.length} reloads, ${ms(median(taken))} each (median)`)
  print(`p99 of the others: ${(reloading.others.p99 / without.others.p99).toFixed(2)} × without (at most 2)`)
}

interface Load {
  readonly others: Latencies
  readonly own: Latencies
}

/** A child ends with an error at the first answer that is not 200. */
async function loadWhile(server: ServerProcess, apiKey: string, work: () => Promise<void>): Promise<Load> {
  const file = new URL('./reads/load-constantly.ts', import.meta.url)
  const children = await Promise.all([
    startChild(file, [`${server.url}${OTHERS}`, apiKey, String(rate)]),
    startChild(file, [`${server.url}${RELOADED}`, apiKey, String(rate / 4)]),
  ])
  try {
    await work()
    const [others, own] = await Promise.all(children.map(stopLoad))
    if (others === undefined || own === undefined) throw new Error('a load gave no figures')
    return { others, own }
  } finally {
    await Promise.all(children.map(stopChild))
  }
}

async function stopLoad({ process: child }: Child): Promise<Latencies> {
  if (child.exitCode !== null) throw new Error('a request was lost: see above')
  child.send('stop')
  const [latencies] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) })
  return latencies as Latencies
}

async function signIn(server: ServerProcess): Promise<string> {
  const response = await fetch(`${server.url}/api/accounts/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD }),
  })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

function writeVersion(folder: string, version: number): void {
  mkdirSync(folder, { recursive: true })
  const manifest = {
    type: 'module',
    main: 'index.js',
    version: `1.0.${version}`,
    engines: { tributary: '^1.0.0' },
  }
  writeFileSync(
    join(folder, 'index.js'),
    `export default { name: 'reloaded', version: '1.0.${version}', configureRoutes: () => ({ public: (app) => void app.get('/', {
  schema: { summary: 'Read', response: { 200: { type: 'string', description: 'The version.' } } } }, () => '${version}') }) }`,
  )
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
}
