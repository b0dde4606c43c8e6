import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { JobCounts } from './accounts/account-orders.ts'
import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { median, medianRatio } from './median.ts'
import { RECENT_ROWS } from './provider/play.ts'
import { type Provider, startProvider } from './provider/start-provider.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { judged, printHeading, printLine, printRatio, rounds, whole } from './report.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const ROUNDS = 1
const LOOK_MILLISECONDS = 1000
/** A server that completes fewer jobs a second is broken. */
const SLOWEST_PER_SECOND = 2
/** The schedule ticks once a minute and each tick may be some seconds late: counting ends before the next one. */
const TICK_SLACK_SECONDS = 8
/** Until the first tick. */
const FIRST_TICK_SECONDS = 120

/** Connections per minute. */
interface MeasuredWorker {
  readonly queued: number
  /** Absent if it was not measured. */
  readonly scheduled: number | undefined
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
  const plains: number[] = []
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
): Promise<number> {
  const args = [url, String(accounts), DATA_DIR, ...(DATABASE_URL === undefined ? [] : [DATABASE_URL])]
  const child = await startChild(new URL('./accounts/fetch-and-insert-each.ts', import.meta.url), args)
  await stopChild(child)
  const { items, seconds } = child.message as { readonly items: number; readonly seconds: number }
  refuseIncomplete(items, accounts)
  return (accounts / seconds) * 60
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
  const preparing = await ServerProcess.startWith('accounts', { ...place, worker: false })
  try {
    await preparing.order('connect-accounts', accounts)
    await preparing.order('queue-syncs', accounts)
  } finally {
    await preparing.stop()
  }
  const server = await ServerProcess.startWith('accounts', place)
  try {
    const queued = await drain(server, accounts)
    refuseIncomplete(await server.order<number>('count-items'), accounts)
    return { queued, scheduled: minutes === 0 ? undefined : await watchSchedule(server, minutes) }
  } finally {
    await server.stop()
  }
}

/** Waits until all accounts are read. Resolves to accounts per minute, from the first job's start to the last one's end. */
async function drain(server: ServerProcess, accounts: number): Promise<number> {
  const until = performance.now() + 60_000 + (accounts / SLOWEST_PER_SECOND) * 1000
  while (performance.now() < until) {
    const { open, succeeded, failed, seconds } = await server.order<JobCounts>('count-jobs')
    if (failed > 0) throw new Error(`${failed} syncs did not succeed`)
    if (open === 0) return (succeeded / seconds) * 60
    await delay(LOOK_MILLISECONDS)
  }
  throw new Error(`the worker ends fewer than ${SLOWEST_PER_SECOND} jobs a second`)
}

/** All are due at once and queued by the schedule. Resolves to accounts per minute over whole ticks. */
async function watchSchedule(server: ServerProcess, minutes: number): Promise<number> {
  await server.order('make-due')
  const seconds = minutes * 60 - TICK_SLACK_SECONDS
  const until = performance.now() + (FIRST_TICK_SECONDS + seconds) * 1000
  while (performance.now() < until) {
    const { age, succeeded, failed } = await server.order<JobCounts>('count-jobs')
    if (failed > 0) throw new Error(`${failed} scheduled syncs did not succeed`)
    if (age >= seconds) return succeeded / minutes
    await delay(LOOK_MILLISECONDS)
  }
  throw new Error(`the schedule queued nothing within ${FIRST_TICK_SECONDS} s`)
}

function refuseIncomplete(items: number, accounts: number): void {
  if (items !== accounts * RECENT_ROWS)
    throw new Error(`${items} records were inserted instead of ${accounts * RECENT_ROWS}`)
}

function report(
  workers: readonly MeasuredWorker[],
  plains: readonly number[],
  { accounts, minutes }: BenchOptions,
): void {
  const queued = workers.map((each) => each.queued)
  // Each account once an hour.
  const target = { is: 'at least', value: Math.ceil(accounts / 60) } as const
  printLine('fetched and inserted', rounds(plains, 'accounts/min'))
  printLine(
    'worker, all queued',
    `${rounds(queued, 'accounts/min')}, ${judged(median(queued), target)} (each once an hour)`,
  )
  printRatio(medianRatio(queued, plains))
  if (minutes === 0) return
  const scheduled = workers.map((each) => each.scheduled ?? Number.NaN)
  printLine(
    'by schedule, all due',
    `${rounds(scheduled, 'accounts/min')} over ${minutes} min, ${judged(median(scheduled), target)}`,
  )
}
