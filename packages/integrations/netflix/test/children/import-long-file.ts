// `import-long-file.ts <what> <rows>`: prints what an import of so many rows keeps in memory, in megabytes.

import { type LongFile, retainedByImport } from '@tributary/testkit/memory'
import { generateViewingActivity, generateViewingHistory } from '../../simulator/index.ts'
import { importViewingHistory } from '../../src/streams.ts'

const NEWEST = Date.UTC(2025, 9, 31)
const DAY_MILLISECONDS = 86_400_000

const files: Readonly<Record<string, (rows: number) => () => AsyncIterable<Uint8Array>>> = {
  quick: (rows) => () => generateViewingHistory({ rows }),
  full: (rows) => () => generateViewingActivity({ rows }),
  unordered: (rows) => () => unordered(rows),
  'long rows': (rows) => () => longRows(rows),
}

/** Each row on another day than the one before it, and no two alike: nothing can be forgotten when a day is over. */
async function* unordered(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('Title,Date\n')
  for (let row = 0; row < rows; row += 500)
    yield Buffer.from(
      Array.from({ length: 500 }, (_, index) => `Title ${row + index},${dateOf(index, '/')}\n`).join(''),
    )
}

/** Every date stands in a piece of the file of its own. */
async function* longRows(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('Title,Date\n')
  const title = 'Long '.repeat(3500)
  for (let row = 0; row < rows; row += 1) yield Buffer.from(`${title},${dateOf(row, '. ')}.\n`)
}

function dateOf(daysBack: number, separator: string): string {
  return new Date(NEWEST - daysBack * DAY_MILLISECONDS).toISOString().slice(0, 10).replaceAll('-', separator)
}

async function sizeOf(open: LongFile['open']): Promise<number> {
  let size = 0
  for await (const chunk of open()) size += chunk.length
  return size
}

const [, , what = '', rows = ''] = process.argv
const open = files[what]?.(Number(rows))
if (open === undefined) throw new Error(`there is no file "${what}"`)
const file = { open, size: await sizeOf(open) }
const megabytes = await retainedByImport((context) => importViewingHistory(context, () => NEWEST), file)
process.stdout.write(String(megabytes))
