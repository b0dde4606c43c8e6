import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportJob } from '@tributary/integration-host'
import { alternate } from './alternate.ts'
import { proportionalMemory } from './embedded/proportional-memory.ts'
import { importOverHttp } from './import/import-over-http.ts'
import { writeViewingFile } from './import/viewing-file.ts'
import { medianRatio } from './median.ts'
import { type Provider, startProvider } from './provider/start-provider.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { printHeading, printRatio, printRounds, type Target } from './report.ts'
import { load } from './requests/load.ts'
import { type Databases, type FreshDatabase, startDatabases, withFresh } from './server/databases.ts'
import { askServer, followJob } from './server/follow-job.ts'
import { settledMemory } from './server/resident-memory.ts'
import { ServerProcess } from './server/server-process.ts'
import { syncOverHttp } from './sync/sync-over-http.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** Enough for a median that is not determined by one slow period of the machine. */
const ROUNDS = 9
const SIDES = ['embedded', 'postgres'] as const satisfies readonly Mode[]
const LIST = '/api/library/items?limit=50'
const CONNECTIONS = 16
const SECONDS = 5
const WARM_UP_MILLISECONDS = 1_000

/** A database of one side, and its measurements. */
interface Side {
  readonly databases: Databases
  readonly measure: (
    measurement: (place: FreshDatabase['settings'], apiKey: string) => Promise<number>,
  ) => Promise<number>
}

interface Comparison {
  readonly name: string
  readonly unit: string
  /** Of embedded to external. */
  readonly target: Target
  readonly measurement: (settings: FreshDatabase['settings'], apiKey: string) => Promise<number>
}

/** The embedded database beside an external PostgreSQL of the same settings: start, import, sync and reads, in alternating rounds. */
export async function benchEmbedded(options: BenchOptions): Promise<void> {
  const count = options.rounds ?? ROUNDS
  printHeading(`embedded: beside an external PostgreSQL of the same settings, ${count} rounds`)
  await inTemporaryDirectory(async (directory) => {
    const viewings = join(directory, 'viewings.csv')
    await writeViewingFile(viewings, options.rows)
    const provider = await startProvider(options.rows)
    const sides = {
      embedded: await startSide('embedded', directory),
      postgres: await startSide('postgres', directory),
    }
    try {
      for (const comparison of comparisons(options, { viewings, provider }))
        await compare(sides, comparison, count)
    } finally {
      await provider.stop()
      for (const side of SIDES) await sides[side].databases.stop()
    }
  })
}

async function startSide(mode: Mode, directory: string): Promise<Side> {
  const ownDirectory = join(directory, mode)
  // As root, PostgreSQL runs as another account, which must be able to enter the directory.
  await mkdir(ownDirectory, { mode: 0o711 })
  const databases = await startDatabases(mode, ownDirectory)
  return {
    databases,
    measure: (measurement) => withFresh(databases, ({ settings }) => measurement(settings, databases.apiKey)),
  }
}

async function compare(
  sides: Record<Mode, Side>,
  { name, unit, target, measurement }: Comparison,
  count: number,
): Promise<void> {
  const measured = await alternate(SIDES, count, (side) => sides[side].measure(measurement))
  printRounds(`${name}, embedded`, { values: measured.embedded, unit })
  printRounds(`${name}, external`, { values: measured.postgres, unit })
  printRatio(medianRatio(measured.embedded, measured.postgres), target)
}

function comparisons(
  options: BenchOptions,
  { viewings, provider }: { readonly viewings: string; readonly provider: Provider },
): readonly Comparison[] {
  const { rows, settleSeconds, seconds = SECONDS } = options
  const asFast = { is: 'at least', value: 0.95 } as const
  return [
    { name: 'start', unit: 'ms', target: { is: 'at most', value: 1.5 }, measurement: startMilliseconds },
    {
      name: 'idle memory',
      unit: 'MB',
      // The embedded database may take at most half of the memory of the server alone.
      target: { is: 'at most', value: 1.5 },
      measurement: (settings) => idleMegabytes(settings, settleSeconds),
    },
    {
      name: 'import',
      unit: 'rows/s',
      target: asFast,
      measurement: async (settings, apiKey) =>
        rows / (await importOverHttp({ settings, apiKey, file: viewings, rows, settleSeconds })).seconds,
    },
    {
      name: 'sync',
      unit: 'records/s',
      target: asFast,
      measurement: async (settings, apiKey) =>
        rows / (await syncOverHttp({ settings, apiKey, provider, rows, settleSeconds })).seconds,
    },
    {
      name: 'reads',
      unit: 'requests/s',
      target: asFast,
      measurement: (settings, apiKey) => readsPerSecond(settings, { apiKey, provider, rows, seconds }),
    },
  ]
}

async function startMilliseconds(settings: FreshDatabase['settings']): Promise<number> {
  const began = performance.now()
  const server = await ServerProcess.start(settings)
  const milliseconds = performance.now() - began
  await server.stop()
  return milliseconds
}

/** Of the server and, embedded, of the database's processes; an external one does not count. */
async function idleMegabytes(settings: FreshDatabase['settings'], settleSeconds: number): Promise<number> {
  const server = await ServerProcess.start(settings)
  try {
    await settledMemory(server.pid, settleSeconds)
    return proportionalMemory(server.pid, settings.DATABASE_URL === undefined ? settings.DATA_DIR : undefined)
  } finally {
    await server.stop()
  }
}

async function readsPerSecond(
  settings: FreshDatabase['settings'],
  plan: {
    readonly apiKey: string
    readonly provider: Provider
    readonly rows: number
    readonly seconds: number
  },
): Promise<number> {
  const server = await ServerProcess.startWith('plays', { settings, providerUrl: plan.provider.url })
  const caller = { url: server.url, apiKey: plan.apiKey }
  try {
    const { id } = await askServer<ImportJob>(caller, '/api/plays/sync', { method: 'POST' })
    await followJob(caller, { id, rows: plan.rows })
    const request = {
      port: Number(new URL(server.url).port),
      path: LIST,
      connections: CONNECTIONS,
      headers: { authorization: `Bearer ${plan.apiKey}` },
    }
    await load({ ...request, milliseconds: WARM_UP_MILLISECONDS })
    const { perSecond } = await load({ ...request, milliseconds: plan.seconds * 1000 })
    return perSecond
  } finally {
    await server.stop()
  }
}
