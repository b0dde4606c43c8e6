import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { importOverHttp, type MeasuredImport } from './import/import-over-http.ts'
import { writeMappedFile, writeViewingFile } from './import/viewing-file.ts'
import { median, medianRatio } from './median.ts'
import type { BenchOptions, Mode } from './read-arguments.ts'
import { judged, printHeading, printLine, printRatio, printRounds, whole } from './report.ts'
import { reportMemory } from './report-memory.ts'
import { type FreshDatabase, startDatabases, withFresh } from './server/databases.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** A million rows take long enough for one round. */
const ROUNDS = 1

/** The same file, for the upload and for COPY. */
interface Files {
  readonly viewings: string
  readonly mapped: string
}

interface MeasuredCopy {
  readonly rows: number
  readonly seconds: number
}

/** Rows per second of an import through the server, and of the same rows by COPY into the same table. */
export async function benchImport(options: BenchOptions): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const files = { viewings: join(directory, 'viewings.csv'), mapped: join(directory, 'mapped.csv') }
    await writeViewingFile(files.viewings, options.rows)
    await writeMappedFile(files.viewings, files.mapped)
    for (const mode of options.modes) await benchMode(mode, { directory, files, options })
  })
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
  const loads: MeasuredCopy[] = []
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
  report(imports, loads)
}

async function loadByCopy(files: Files, { DATA_DIR, DATABASE_URL }: FreshDatabase['settings']) {
  const args = [files.mapped, DATA_DIR, ...(DATABASE_URL === undefined ? [] : [DATABASE_URL])]
  const child = await startChild(new URL('./import/bulk-load.ts', import.meta.url), args)
  await stopChild(child)
  return child.message as MeasuredCopy
}

function refuseIncomplete(rows: number, measured: readonly MeasuredCopy[]): void {
  const wrong = measured.find((each) => each.rows !== rows)
  if (wrong !== undefined) throw new Error(`${wrong.rows} rows were inserted instead of ${rows}`)
}

function report(imports: readonly MeasuredImport[], loads: readonly MeasuredCopy[]): void {
  const ofServer = imports.map(rowsPerSecond)
  const ofCopy = loads.map(rowsPerSecond)
  printRounds('COPY from stdin, insert', { values: ofCopy, unit: 'rows/s' })
  const note = judged(median(ofServer), { is: 'at least', value: 20_000 })
  printRounds('server, end to end', { values: ofServer, unit: 'rows/s', note })
  const uploads = imports.map(({ uploadSeconds }) => uploadSeconds)
  const totals = imports.map(({ seconds }) => seconds)
  printLine('', `upload ${median(uploads).toFixed(1)} s of ${median(totals).toFixed(1)} s`)
  printRatio(medianRatio(ofServer, ofCopy), { is: 'at least', value: 0.75 })
  reportMemory(imports)
}

function rowsPerSecond({ rows, seconds }: MeasuredCopy): number {
  return rows / seconds
}
