import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { type Databases, type FreshDatabase, startDatabases } from './import/databases.ts'
import { importOverHttp, type MeasuredImport } from './import/import-over-http.ts'
import { writeMappedFile, writeViewingFile } from './import/viewing-file.ts'
import { median, medianRatio } from './median.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { judged, printHeading, printLine, printRatio, rounds, whole } from './report.ts'

/** A million rows take long enough to even out by themselves. */
const ROUNDS = 1

const COPY_LABELS = {
  embedded: 'COPY from a file, insert',
  postgres: 'COPY from stdin, insert',
} as const satisfies Record<Mode, string>

/** The same file, as the person uploads it and as COPY takes it. */
interface Files {
  readonly viewings: string
  readonly mapped: string
}

interface MeasuredLoad {
  readonly rows: number
  readonly seconds: number
}

/** Rows per second of an import through the server, and of the same rows by COPY into the same table. */
export async function benchImport(options: BenchOptions): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'tributary-bench-'))
  const removeAtExit = () => rmSync(directory, { recursive: true, force: true })
  process.once('exit', removeAtExit)
  try {
    const files = { viewings: join(directory, 'viewings.csv'), mapped: join(directory, 'mapped.csv') }
    await writeViewingFile(files.viewings, options.rows)
    await writeMappedFile(files.viewings, files.mapped)
    for (const mode of options.modes) await benchMode(mode, { directory, files, options })
  } finally {
    process.off('exit', removeAtExit)
    await rm(directory, { recursive: true })
  }
}

interface ModeRun {
  readonly directory: string
  readonly files: Files
  readonly options: BenchOptions
}

async function benchMode(mode: Mode, { directory, files, options }: ModeRun): Promise<void> {
  const { rows, settleSeconds } = options
  const { size } = await stat(files.viewings)
  const count = options.rounds ?? ROUNDS
  printHeading(
    `import, ${mode}: ${whole(rows)} rows, a file of ${(size / 1e6).toFixed(1)} MB, ${count} round${count === 1 ? '' : 's'}`,
  )
  const ownDirectory = join(directory, mode)
  await mkdir(ownDirectory)
  const databases = await startDatabases(mode, ownDirectory)
  const { apiKey } = databases
  const imports: MeasuredImport[] = []
  const loads: MeasuredLoad[] = []
  try {
    await alternate(['copy', 'server'], count, (side) =>
      withFresh(databases, async ({ settings }) => {
        if (side === 'copy') loads.push(await loadByCopy(files, settings))
        else
          imports.push(await importOverHttp({ settings, apiKey, file: files.viewings, rows, settleSeconds }))
      }),
    )
  } finally {
    await databases.stop()
  }
  refuseIncomplete(rows, [...imports, ...loads])
  report(mode, imports, loads)
}

async function withFresh(
  databases: Databases,
  measure: (fresh: FreshDatabase) => Promise<void>,
): Promise<void> {
  const fresh = await databases.fresh()
  try {
    await measure(fresh)
  } finally {
    await fresh.remove()
  }
}

async function loadByCopy(files: Files, { DATA_DIR, DATABASE_URL }: FreshDatabase['settings']) {
  const args = [files.mapped, DATA_DIR, ...(DATABASE_URL === undefined ? [] : [DATABASE_URL])]
  const child = await startChild(new URL('./import/bulk-load.ts', import.meta.url), args)
  await stopChild(child)
  return child.message as MeasuredLoad
}

function refuseIncomplete(rows: number, measured: readonly MeasuredLoad[]): void {
  const wrong = measured.find((each) => each.rows !== rows)
  if (wrong !== undefined) throw new Error(`${wrong.rows} rows were inserted instead of ${rows}`)
}

function report(mode: Mode, imports: readonly MeasuredImport[], loads: readonly MeasuredLoad[]): void {
  const ofServer = imports.map(rowsPerSecond)
  const ofCopy = loads.map(rowsPerSecond)
  printLine(COPY_LABELS[mode], rounds(ofCopy, 'rows/s'))
  printLine(
    'server, end to end',
    `${rounds(ofServer, 'rows/s')}, ${judged(median(ofServer), { is: 'at least', value: 20_000 })}`,
  )
  const uploads = imports.map(({ uploadSeconds }) => uploadSeconds)
  const totals = imports.map(({ seconds }) => seconds)
  printLine('', `upload ${median(uploads).toFixed(1)} s of ${median(totals).toFixed(1)} s`)
  printRatio(medianRatio(ofServer, ofCopy))
  reportMemory(imports)
}

function reportMemory(imports: readonly MeasuredImport[]): void {
  const idle = median(imports.map((each) => each.idle))
  const aboveIdle = (of: (each: MeasuredImport) => number | undefined) =>
    median(imports.map((each) => (of(each) ?? Number.NaN) - each.idle))
  const peak = aboveIdle((each) => each.peak)
  const quarters = ['25 %', '50 %', '75 %', 'the end'].map(
    (name, index) => `at ${name} +${whole(aboveIdle((each) => each.quarters[index]))}`,
  )
  printLine(
    'memory of the server',
    `idle ${whole(idle)} MB, peak +${whole(peak)} MB, ${judged(peak, { is: 'at most', value: 150 })}`,
  )
  printLine('', quarters.join(', '))
}

function rowsPerSecond({ rows, seconds }: MeasuredLoad): number {
  return rows / seconds
}
