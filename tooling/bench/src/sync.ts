import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { medianRatio } from './median.ts'
import { type Provider, startProvider } from './provider/start-provider.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { printHeading, printRatio, printRounds, whole } from './report.ts'
import { printCpu } from './report-cpu.ts'
import { reportMemory } from './report-memory.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import type { ServerSettings } from './server/server-process.ts'
import type { UsedCpu } from './server/used-cpu.ts'
import { type MeasuredSync, syncOverHttp } from './sync/sync-over-http.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** A million rows take long enough for one round. */
const ROUNDS = 1

interface MeasuredPlain {
  readonly rows: number
  readonly seconds: number
  readonly fetchSeconds: number
  readonly cpu: UsedCpu
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
        else
          syncs.push(
            await syncOverHttp({
              settings,
              apiKey,
              provider,
              rows: options.rows,
              settleSeconds: options.settleSeconds,
            }),
          )
      }),
    )
  } finally {
    await databases.stop()
  }
  refuseIncomplete(options.rows, [...syncs, ...plains])
  report(syncs, plains)
}

async function fetchAndInsert({ url }: Provider, settings: ServerSettings): Promise<MeasuredPlain> {
  const { DATA_DIR, DATABASE_URL } = settings
  const args = [url, DATA_DIR, ...(DATABASE_URL === undefined ? [] : [DATABASE_URL])]
  const child = await startChild(new URL('./sync/fetch-and-insert.ts', import.meta.url), args)
  await stopChild(child)
  return child.message as MeasuredPlain
}

function refuseIncomplete(rows: number, measured: readonly { readonly rows: number }[]): void {
  const wrong = measured.find((each) => each.rows !== rows)
  if (wrong !== undefined) throw new Error(`${wrong.rows} rows were inserted instead of ${rows}`)
}

function report(syncs: readonly MeasuredSync[], plains: readonly MeasuredPlain[]): void {
  const perSecond = ({ rows, seconds }: { readonly rows: number; readonly seconds: number }) => rows / seconds
  const ofServer = syncs.map(perSecond)
  const ofPlain = plains.map(perSecond)
  const ofProvider = plains.map(({ rows, fetchSeconds }) => rows / fetchSeconds)
  printRounds('fetched, nothing written', { values: ofProvider, unit: 'records/s' })
  printRounds('fetched and inserted', { values: ofPlain, unit: 'records/s' })
  printRounds('server, end to end', { values: ofServer, unit: 'records/s' })
  printRatio(medianRatio(ofServer, ofPlain), { is: 'at least', value: 1.5 })
  const usedBy = (side: readonly (MeasuredSync | MeasuredPlain)[]) =>
    side.map(({ cpu, rows }) => ({ cpu, count: rows }))
  printCpu({ ours: usedBy(syncs), plain: usedBy(plains), unit: 'a record' })
  reportMemory(syncs)
}
