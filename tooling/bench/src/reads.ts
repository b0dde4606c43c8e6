import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { alternate } from './alternate.ts'
import { median, medianRatio } from './median.ts'
import { PAGE_ROWS } from './provider/play.ts'
import { type Provider, startProvider } from './provider/start-provider.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { type AnsweredLoad, loadWhile, PATH } from './reads/load-while.ts'
import { judged, printHeading, printLine, printRatio, printRounds, whole } from './report.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ServerProcess, type ServerRole, type ServerSettings } from './server/server-process.ts'
import { syncPlays } from './sync/sync-plays.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const SECONDS = 15
const ROUNDS = 1
/** The part of the records that is stored before, since an empty library is read faster. */
const SHARE_BEFORE = 0.1
/** Where the worker runs: in the process that answers, as `npm start` has it, or in one of its own, which needs a PostgreSQL server. */
const WORKERS = { embedded: ['same process'], postgres: ['same process', 'process of its own'] } as const
type Worker = (typeof WORKERS)[Mode][number]
/** Milliseconds, of the 99th of a hundred answers. */
const TARGET = { is: 'at most', value: 50 } as const

/** The reads by themselves, the sync by itself, both together. */
const SIDES = ['idle', 'alone', 'busy'] as const

/** What each round measured. Syncs in records per second. */
interface Measured {
  readonly idle: AnsweredLoad[]
  readonly busy: AnsweredLoad[]
  readonly alone: number[]
  readonly beside: number[]
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
    for (const worker of WORKERS[mode]) {
      printLine('worker', worker)
      provider.grow(before)
      await withFresh(databases, ({ settings }) =>
        measure({ settings, apiKey, provider, before, options, worker }),
      )
    }
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
  readonly worker: Worker
}

async function measure(place: Place): Promise<void> {
  const { settings, apiKey, provider, before, options, worker } = place
  const { rows, rate, rounds: count = ROUNDS, seconds = SECONDS } = options
  const isOne = worker === 'same process'
  const start = (role?: ServerRole) =>
    ServerProcess.startWith('plays', {
      settings,
      providerUrl: provider.url,
      ...(role === undefined ? {} : { role }),
    })
  const server = await start(isOne ? undefined : 'no-worker')
  const second = isOne ? undefined : await start('only-worker')
  const caller = { url: server.url, apiKey }
  const idleLoad = () => loadWhile(server, { caller, rate, work: () => delay(seconds * 1000) })
  let served = before
  const sync = async (): Promise<number> => {
    served += rows
    provider.grow(served)
    return rows / (await syncPlays(caller, rows))
  }
  try {
    await syncPlays(caller, before)
    // Not counted: V8 compiles, and the database works off earlier writes.
    await loadWhile(server, { caller, rate, work: () => delay(seconds * 200) })
    const measured: Measured = { idle: [], busy: [], alone: [], beside: [] }
    const measureSide = {
      idle: async () => void measured.idle.push(await idleLoad()),
      alone: async () => void measured.alone.push(await sync()),
      busy: async () => {
        const work = async () => void measured.beside.push(await sync())
        measured.busy.push(await loadWhile(server, { caller, rate, work }))
      },
    }
    // Alternating, since the library grows with each sync.
    await alternate(SIDES, count, (side) => measureSide[side]())
    report(measured)
  } finally {
    await second?.stop()
    await server.stop()
  }
}

function report({ idle, busy, alone, beside }: Measured): void {
  const p99Of = (loads: readonly AnsweredLoad[]) => loads.map(({ p99 }) => p99)
  printRounds('p99, idle server', { values: p99Of(idle), unit: 'ms' })
  printRounds('p99 while it syncs', {
    values: p99Of(busy),
    unit: 'ms',
    note: judged(median(p99Of(busy)), TARGET),
  })
  printRatio(medianRatio(p99Of(busy), p99Of(idle)), { is: 'at most', value: 3, to: 'the idle server' })
  printRounds('synced alone', { values: alone, unit: 'records/s' })
  printRounds('synced beside the reads', { values: beside, unit: 'records/s' })
  printRatio(medianRatio(beside, alone), { is: 'at least', value: 0.5, to: 'the sync alone' })
  for (const [label, loads] of [
    ['last round, idle', idle],
    ['last round, busy', busy],
  ] as const) {
    const last = loads.at(-1)
    if (last !== undefined) printLine(label, described(last))
  }
}

function described({ p50, p99, most, rate, loopDelay }: AnsweredLoad): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
  return `p50 ${ms(p50)}, p99 ${ms(p99)}, most ${ms(most)}, ${whole(rate)}/s answered, event loop p99 ${ms(loopDelay)} late`
}
