import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ImportJob } from '@tributary/integration-host'
import { startChild, stopChild } from './child.ts'
import { PAGE_ROWS } from './provider/play.ts'
import { type Provider, startProvider } from './provider/start-provider.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import type { Latencies } from './reads/latencies.ts'
import { judged, printHeading, printLine, printRatio, whole } from './report.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { askServer, type Caller, followJob } from './server/follow-job.ts'
import { ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const PATH = '/api/library/items?limit=50'
const SECONDS = 15
/** The part of the records that is stored before, since an empty library is read faster. */
const SHARE_BEFORE = 0.1
/** Milliseconds, of the 99th of a hundred answers. */
const TARGET = { is: 'at most', value: 50 } as const

/** The latencies of a load, and the 99th percentile of the event loop's delay in milliseconds. */
interface MeasuredLoad extends Latencies {
  readonly loopDelay: number
}

/** The latencies of reads while a sync runs, and of the same reads without one. */
export async function benchReads(options: BenchOptions): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    for (const mode of options.modes) await benchMode(mode, { directory, options })
  })
}

async function benchMode(
  mode: Mode,
  { directory, options }: { readonly directory: string; readonly options: BenchOptions },
): Promise<void> {
  const { rows, rate } = options
  printHeading(
    `reads, ${mode}: ${whole(rate)} requests/s of GET ${PATH}, beside a sync of ${whole(rows)} records`,
  )
  const ownDirectory = join(directory, mode)
  await mkdir(ownDirectory)
  const databases = await startDatabases(mode, ownDirectory)
  const before = Math.max(PAGE_ROWS, Math.round(rows * SHARE_BEFORE))
  const provider = await startProvider(before)
  try {
    const { apiKey } = databases
    await withFresh(databases, ({ settings }) => measure({ settings, apiKey, provider, before, options }))
  } finally {
    await provider.stop()
    await databases.stop()
  }
}

interface Place {
  readonly settings: ServerSettings
  readonly apiKey: string
  readonly provider: Provider
  readonly before: number
  readonly options: BenchOptions
}

async function measure({ settings, apiKey, provider, before, options }: Place): Promise<void> {
  const { rows, rate, seconds = SECONDS } = options
  const server = await ServerProcess.startWith('plays', { settings, providerUrl: provider.url })
  const caller = { url: server.url, apiKey }
  try {
    await sync(caller, before)
    // Not counted: V8 compiles, and the database works off earlier writes.
    await loadWhile(server, { caller, rate, work: () => delay(seconds * 200) })
    const idle = await loadWhile(server, { caller, rate, work: () => delay(seconds * 1000) })
    provider.grow(before + rows)
    let syncSeconds = Number.NaN
    const busy = await loadWhile(server, {
      caller,
      rate,
      work: async () => {
        syncSeconds = await sync(caller, rows)
      },
    })
    report({ idle, busy, recordsPerSecond: rows / syncSeconds, rate })
  } finally {
    await server.stop()
  }
}

/** Resolves to how many seconds it took. */
async function sync(caller: Caller, rows: number): Promise<number> {
  const began = performance.now()
  const { id } = await askServer<ImportJob>(caller, '/api/plays/sync', { method: 'POST' })
  const { rows: inserted } = await followJob(caller, { id, rows })
  if (inserted !== rows) throw new Error(`${inserted} rows were inserted instead of ${rows}`)
  return (performance.now() - began) / 1000
}

/** Loads a server while some work runs. */
async function loadWhile(
  server: ServerProcess,
  {
    caller,
    rate,
    work,
  }: { readonly caller: Caller; readonly rate: number; readonly work: () => Promise<unknown> },
): Promise<MeasuredLoad> {
  const file = new URL('./reads/load-constantly.ts', import.meta.url)
  const child = await startChild(file, [`${caller.url}${PATH}`, caller.apiKey, String(rate)])
  try {
    await server.order('watch-loop')
    await work()
    const loopDelay = await server.order<number>('loop-delay')
    child.process.send('stop')
    const [latencies] = await once(child.process, 'message', { signal: AbortSignal.timeout(30_000) })
    return { ...(latencies as Latencies), loopDelay }
  } finally {
    await stopChild(child)
  }
}

function report(measured: {
  readonly idle: MeasuredLoad
  readonly busy: MeasuredLoad
  readonly recordsPerSecond: number
  readonly rate: number
}): void {
  const { idle, busy, recordsPerSecond } = measured
  printLine('idle server', described(idle))
  printLine('while it syncs', `${described(busy)}, ${judged(busy.p99, TARGET)}`)
  printLine('', `and ${whole(recordsPerSecond)} records/s synced meanwhile`)
  printRatio(busy.p99 / idle.p99)
}

function described({ p50, p99, most, rate, loopDelay }: MeasuredLoad): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
  return `p50 ${ms(p50)}, p99 ${ms(p99)}, most ${ms(most)}, ${whole(rate)}/s answered, event loop p99 ${ms(loopDelay)} late`
}
