// The CSV reader of the kit compared with csv-parse: rows per second, memory, and messages for faults.
//
// node tooling/bench/src/csv.ts --rows 300000 --rounds 9

import { writeFile as writeText } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { FAULTS, FILES, type FileForm, writeFile } from './csv/files.ts'
import { READERS, type Reader, readFile } from './csv/readers.ts'
import { machineLine } from './machine-line.ts'
import { median, medianRatio } from './median.ts'
import { printHeading, printLine, printRatio, rounds, whole } from './report.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

interface Measured {
  readonly rows: number
  readonly fields: number
  readonly seconds: number
  readonly peakMegabytes: number
}

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '300000' }, rounds: { type: 'string', default: '9' } },
})
const count = Number(values.rounds)

process.stdout.write(`${machineLine()}\n`)
await inTemporaryDirectory(async (directory) => {
  for (const form of Object.keys(FILES) as FileForm[]) await compare(directory, form)
  await printFaults(directory)
})

async function compare(directory: string, form: FileForm): Promise<void> {
  const path = join(directory, `${form}.csv`)
  const warmUp = join(directory, `${form}-warm-up.csv`)
  await writeFile(path, form, Number(values.rows))
  await writeFile(warmUp, form, 20_000)
  printHeading(`\ncsv: ${whole(Number(values.rows))} rows, ${form}, ${count} rounds`)
  const measured = await alternate(READERS, count, (reader) => measure(reader, path, warmUp))
  const perSecond = (reader: Reader) => measured[reader].map(({ rows, seconds }) => rows / seconds)
  const same = new Set(
    READERS.flatMap((reader) => measured[reader].map(({ rows, fields }) => `${rows} ${fields}`)),
  )
  if (same.size !== 1) throw new Error(`the readers do not read the same: ${[...same].join(', ')}`)
  for (const reader of READERS) {
    const peak = median(measured[reader].map(({ peakMegabytes }) => peakMegabytes))
    printLine(reader, `${rounds(perSecond(reader), 'rows/s')}, peak +${whole(peak)} MB`)
    if (reader !== 'kit') printRatio(medianRatio(perSecond('kit'), perSecond(reader)))
  }
}

async function measure(reader: Reader, path: string, warmUp: string): Promise<Measured> {
  const child = await startChild(new URL('./csv/read-file.ts', import.meta.url), [reader, path, warmUp])
  await stopChild(child)
  return child.message as Measured
}

/** The message for a file with one fault. */
async function printFaults(directory: string): Promise<void> {
  const path = join(directory, 'fault.csv')
  for (const [name, text] of Object.entries(FAULTS)) {
    await writeText(path, text)
    printHeading(`\n${name}`)
    for (const reader of ['kit', 'csv-parse, positions'] as const)
      printLine(reader, await tellFault(reader, path))
  }
}

async function tellFault(reader: Reader, path: string): Promise<string> {
  try {
    const { rows, rejected } = await readFile(reader, path)
    return `${rows} rows, ${rejected.length} of them rejected. ${rejected.join(' ')}`
  } catch (error) {
    const { message, line, lines, column } = error as Error & Record<'line' | 'lines' | 'column', unknown>
    return `refused at ${JSON.stringify({ line: line ?? lines, column })}: ${message.slice(0, 200)}`
  }
}
