import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { JobCounts } from './accounts/account-orders.ts'
import { type WatchedSchedule, watchSchedule } from './accounts/watch-schedule.ts'
import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { median, medianRatio } from './median.ts'
import { RECENT_ROWS } from './provider/play.ts'
import { type Provider, startProvider } from './provider/start-provider.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { judged, printHeading, printRatio, printRounds, whole } from './report.ts'
import { type CountedCpu, printCpu } from './report-cpu.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ServerProcess, type ServerSettings } from './server/server-process.ts'
import { cpuBetween, type UsedCpu } from './server/used-cpu.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const ROUNDS = 1
const LOOK_MILLISECONDS = 1000
/** A server that completes fewer jobs a second is broken. */
const SLOWEST_PER_SECOND = 2
/** So many accounts, each synced once an hour, are what one worker is to read. */
const HOURLY = 100_000
/** Of a processor, by the worker's program. */
const SHARE = { is: 'at most', value: 0.6 } as const

/** Connections per minute. */
interface MeasuredWorker {
  readonly queued: number
  /** Absent if it was not measured. */
  readonly scheduled: WatchedSchedule | undefined
  /** While the queued ones were read. */
  readonly cpu: CountedCpu
}

/** The same without the engine. */
interface MeasuredPlain {
  readonly perMinute: number
  readonly cpu: CountedCpu
}

/** How many connected accounts one worker reads in a minute, and how many are read without the engine. */
export async function benchAccounts(options: BenchOptions): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const provider = await startProvider(RECENT_ROWS)
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
    `accounts, ${mode}: ${whole(options.accounts)} connected and due, one request and ${RECENT_ROWS} records each, ${count} round${count === 1 ? '' : 's'}`,
  )
  const ownDirectory = join(directory, mode)
  await mkdir(ownDirectory)
  const databases = await startDatabases(mode, ownDirectory)
  const workers: MeasuredWorker[] = []
  const plains: MeasuredPlain[] = []
  try {
    await alternate(['plain', 'server'], count, (side) =>
      withFresh(databases, async ({ settings }) => {
        if (side === 'plain') plains.push(await fetchEach(provider, settings, options))
        else workers.push(await readByWorker({ provider, settings, options }))
      }),
    )
  } finally {
    await databases.stop()
  }
  report(workers, plains, options)
}

async function fetchEach(
  { url }: Provider,
  { DATA_DIR, DATABASE_URL }: ServerSettings,
  { accounts }: BenchOptions,
): Promise<MeasuredPlain> {
  const args = [url, String(accounts), DATA_DIR, ...(DATABASE_URL === undefined ? [] : [DATABASE_URL])]
  const child = await startChild(new URL('./accounts/fetch-and-insert-each.ts', import.meta.url), args)
  await stopChild(child)
  const { items, seconds, cpu } = child.message as {
    readonly items: number
    readonly seconds: number
    readonly cpu: UsedCpu
  }
  refuseIncomplete(items, accounts)
  return { perMinute: (accounts / seconds) * 60, cpu: { cpu, count: accounts } }
}

interface Place {
  readonly provider: Provider
  readonly settings: ServerSettings
  readonly options: BenchOptions
}

/** Queued beforehand by a process without worker, so that the worker only runs jobs; then queued by the schedule. */
async function readByWorker({ provider, settings, options }: Place): Promise<MeasuredWorker> {
  const { accounts, minutes } = options
  const place = { settings, providerUrl: provider.url }
  const preparing = await ServerProcess.startWith('accounts', { ...place, role: 'no-worker' })
  try {
    await preparing.order('connect-accounts', accounts)
    await preparing.order('queue-syncs', accounts)
  } finally {
    await preparing.stop()
  }
  const server = await ServerProcess.startWith('accounts', place)
  try {
    const drained = await drain(server, accounts)
    refuseIncomplete(await server.order<number>('count-items'), accounts)
    return {
      ...drained,
      scheduled: minutes === 0 ? undefined : await watchSchedule(server, { accounts, minutes }),
    }
  } finally {
    await server.stop()
  }
}

/**
 * Waits until all accounts are read. Resolves to accounts per minute, from the first job's start to the last one's end, and to the processor
 * time without the start of the server, during which some have been read already.
 */
async function drain(
  server: ServerProcess,
  accounts: number,
): Promise<Pick<MeasuredWorker, 'queued' | 'cpu'>> {
  const until = performance.now() + 60_000 + (accounts / SLOWEST_PER_SECOND) * 1000
  const before = await server.order<UsedCpu>('used-cpu')
  const { succeeded: early } = await server.order<JobCounts>('count-jobs')
  while (performance.now() < until) {
    const { open, succeeded, failed, seconds } = await server.order<JobCounts>('count-jobs')
    if (failed > 0) throw new Error(`${failed} syncs did not succeed`)
    if (open === 0) {
      const cpu = cpuBetween(before, await server.order<UsedCpu>('used-cpu'))
      return { queued: (succeeded / seconds) * 60, cpu: { cpu, count: succeeded - early } }
    }
    await delay(LOOK_MILLISECONDS)
  }
  throw new Error(`the worker ends fewer than ${SLOWEST_PER_SECOND} jobs a second`)
}

function refuseIncomplete(items: number, accounts: number): void {
  if (items !== accounts * RECENT_ROWS)
    throw new Error(`${items} records were inserted instead of ${accounts * RECENT_ROWS}`)
}

function report(
  workers: readonly MeasuredWorker[],
  plains: readonly MeasuredPlain[],
  { accounts }: BenchOptions,
): void {
  const queued = workers.map((each) => each.queued)
  // Each account once an hour.
  const target = { is: 'at least', value: Math.ceil(accounts / 60) } as const
  const plain = plains.map(({ perMinute }) => perMinute)
  const unit = 'accounts/min'
  printRounds('fetched and inserted', { values: plain, unit })
  const hourly = `${judged(median(queued), target)} (each once an hour)`
  printRounds('worker, all queued', { values: queued, unit, note: hourly })
  printRatio(medianRatio(queued, plain), { is: 'at least', value: 0.7 })
  printCpu({
    ours: workers.map(({ cpu }) => cpu),
    plain: plains.map(({ cpu }) => cpu),
    unit: 'an account',
  })
  const scheduled = workers.flatMap((each) => each.scheduled ?? [])
  if (scheduled.length > 0) reportSchedule(scheduled)
}

function reportSchedule(scheduled: readonly WatchedSchedule[]): void {
  const of = (value: (each: WatchedSchedule) => number) => scheduled.map(value)
  printRounds('by schedule, due', { values: of(({ perMinute }) => perMinute), unit: 'accounts/min' })
  printRounds('the last one read', { values: of(({ behind }) => behind), unit: 's after it was due' })
  for (const name of ['program', 'database'] as const)
    printRounds(`processor, ${name}`, { values: of(({ used }) => used[name]), unit: 'of a core' })
  const atHourly = of(({ perMinute, used }) => (used.program / perMinute) * (HOURLY / 60))
  const note = judged(median(atHourly), SHARE)
  printRounds(`${whole(HOURLY)} an hour`, { values: atHourly, unit: 'of a core', note })
}
