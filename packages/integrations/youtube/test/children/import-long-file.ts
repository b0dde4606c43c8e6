// `import-long-file.ts <what> <rows>`: prints what an import of so many rows keeps in memory, in megabytes.

import { type LongFile, retainedByImport } from '@tributary/testkit/memory'
import { generateHistory, generateTakeout } from '../../simulator/index.ts'
import { watchHistory } from '../../src/streams.ts'

/** A history of so many rows, a hundred at a time. */
function* chunksOf(format: 'json' | 'html', rows: number): Generator<Uint8Array> {
  let part: string[] = []
  for (const piece of generateHistory('all', { rows, locale: 'en-US', format })) {
    part.push(piece)
    if (part.length < 100) continue
    yield Buffer.from(part.join(''))
    part = []
  }
  yield Buffer.from(part.join(''))
}

function fileOf(format: 'json' | 'html', rows: number): LongFile {
  let size = 0
  for (const chunk of chunksOf(format, rows)) size += chunk.length
  const open = async function* () {
    yield* chunksOf(format, rows)
  }
  return { size, open }
}

/** Packed, it is small enough to be in memory. */
function archiveOf(rows: number): LongFile {
  const bytes = generateTakeout({ rows, locale: 'en-US', format: 'html' })
  const open = async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
  }
  return { size: bytes.length, open }
}

const [, , what = '', given = ''] = process.argv
const rows = Number(given)
const file = what === 'zip' ? archiveOf(rows) : fileOf(what === 'html' ? 'html' : 'json', rows)
const { importFile } = watchHistory
if (importFile === undefined) throw new Error('the stream imports no file')
process.stdout.write(String(await retainedByImport(importFile, file)))
