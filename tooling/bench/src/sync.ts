import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportJob } from '@tributary/integration-kit'
import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { median, medianRatio } from './median.ts'
import { type Provider, startProvider } from './provider/start-provider.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { judged, printHeading, printLine, printRatio, rounds, whole } from './report.ts'
import { reportMemory } from './report-memory.ts'
import { cpuSeconds } from './server/cpu-seconds.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { askServer, followJob } from './server/follow-job.ts'
import { type MeasuredMemory, ResidentMemory, settledMemory } from './server/resident-memory.ts'
import { ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** A million rows take long enough to even out by themselves. */
const ROUNDS = 1
/** Records per second. Embedded, the database runs in the server's own process, as WebAssembly. */
const TARGETS = { embedded: 15_000, postgres: 20_000 } as const satisfies Record<Mode, number>

interface MeasuredPlain {
  readonly rows: number
  readonly seconds: number
  readonly fetchSeconds: number
}

interface MeasuredSync extends MeasuredMemory {
  readonly rows: number
  readonly seconds: number
  readonly cpuSeconds: number
}

/** Records per second from a provider through the sync engine, and of the same pages fetched and inserted without it. */
export async function benchSync(options: BenchOptions): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const provider = await startProvider(options.rows)
    try {
      for (const mode of options.modes) await benchMode(mode, { directory, provider, options })
    } finally {
      await provider.stop()
    }
  })
}

interface ModeRun {
  readonly directory: string
  readonly provider: Provider
  readonly options: BenchOptions
}

async function benchMode(mode: Mode, { directory, provider, options }: ModeRun): Promise<void> {
  const count = options.rounds ?? ROUNDS
  printHeading(
    `sync, ${mode}: ${whole(options.rows)} records in pages of 500, ${count} round${count === 1 ? '' : 's'}`,
  )
  const ownDirectory = join(directory, mode)
  await mkdir(ownDirectory)
  const databases = await startDatabases(mode, ownDirectory)
  const { apiKey } = databases
  const syncs: MeasuredSync[] = []
  const plains: MeasuredPlain[] = []
  try {
    await alternate(['plain', 'server'], count, (side) =>
      withFresh(databases, async ({ settings }) => {
        if (side === 'plain') plains.push(await fetchAndInsert(provider, settings))
        else syncs.push(await syncOverHttp({ settings, apiKey, provider, options }))
      }),
    )
  } finally {
    await databases.stop()
  }
  refuseIncomplete(options.rows, [...syncs, ...plains])
  report(mode, syncs, plains)
}

async function fetchAndInsert({ url }: Provider, settings: ServerSettings): Promise<MeasuredPlain> {
  const { DATA_DIR, DATABASE_URL } = settings
  const args = [url, DATA_DIR, ...(DATABASE_URL === undefined ? [] : [DATABASE_URL])]
  const child = await startChild(new URL('./sync/fetch-and-insert.ts', import.meta.url), args)
  await stopChild(child)
  return child.message as MeasuredPlain
}

interface SyncPlan {
  readonly settings: ServerSettings
  readonly apiKey: string
  readonly provider: Provider
  readonly options: BenchOptions
}

/** From the request to sync to the job `succeeded`. */
async function syncOverHttp({ settings, apiKey, provider, options }: SyncPlan): Promise<MeasuredSync> {
  const server = await ServerProcess.startWith('plays', { settings, providerUrl: provider.url })
  const caller = { url: server.url, apiKey }
  try {
    const idle = await settledMemory(server.pid, options.settleSeconds)
    const memory = new ResidentMemory(server.pid)
    const cpuBefore = cpuSeconds(server.pid)
    const began = performance.now()
    const { id } = await askServer<ImportJob>(caller, '/api/plays/sync', { method: 'POST' })
    const { rows, quarters } = await followJob(caller, { id, rows: options.rows, memory })
    const seconds = (performance.now() - began) / 1000
    memory.stop()
    return {
      rows,
      seconds,
      cpuSeconds: cpuSeconds(server.pid) - cpuBefore,
      idle,
      peak: memory.peak,
      quarters,
    }
  } finally {
    await server.stop()
  }
}

function refuseIncomplete(rows: number, measured: readonly { readonly rows: number }[]): void {
  const wrong = measured.find((each) => each.rows !== rows)
  if (wrong !== undefined) throw new Error(`${wrong.rows} rows were inserted instead of ${rows}`)
}

function report(mode: Mode, syncs: readonly MeasuredSync[], plains: readonly MeasuredPlain[]): void {
  const perSecond = ({ rows, seconds }: { readonly rows: number; readonly seconds: number }) => rows / seconds
  const ofServer = syncs.map(perSecond)
  const ofPlain = plains.map(perSecond)
  const ofProvider = plains.map(({ rows, fetchSeconds }) => rows / fetchSeconds)
  printLine('fetched, nothing written', rounds(ofProvider, 'records/s'))
  printLine('fetched and inserted', rounds(ofPlain, 'records/s'))
  printLine(
    'server, end to end',
    `${rounds(ofServer, 'records/s')}, ${judged(median(ofServer), { is: 'at least', value: TARGETS[mode] })}`,
  )
  printRatio(medianRatio(ofServer, ofPlain))
  const cpu = median(syncs.map((each) => (each.cpuSeconds / each.rows) * 1e6))
  printLine('processor of the server', `${cpu.toFixed(1)} µs a record`)
  reportMemory(syncs)
}
