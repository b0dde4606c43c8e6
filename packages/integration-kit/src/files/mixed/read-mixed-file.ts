import { readAsSent } from '../../values/json-as-sent.ts'
import type { CsvRow } from '../csv/csv-row.ts'
import { asFileFault } from '../csv/csv-row.ts'
import { csvRows } from '../csv/csv-rows.ts'
import { decodeText, NotText, notText } from '../decode-text.ts'
import { fileParseError, positionIn } from '../file-parse-error.ts'
import { jsonEntries } from '../json/json-entries.ts'
import { jsonFaultAt } from '../json/json-fault.ts'
import type { MixedEntry, MixedExport, MixedKind } from './mixed-export.ts'

/** In characters: one object is in memory as a whole. */
const LONGEST_OBJECT = 16 * 1024 * 1024

interface Reading extends Pick<MixedExport, 'provider' | 'lookFor'> {
  readonly name: string
  readonly signal: AbortSignal
  open(): AsyncIterable<Uint8Array>
}

/** Reads the objects or rows of a file of a kind. Throws `file_parse_error` with line and column for a damaged one. */
export function readMixedFile(kind: MixedKind, reading: Reading): AsyncGenerator<readonly MixedEntry[]> {
  if (kind.format === 'table') return rowsOf(kind, reading)
  if (kind.format === 'object') return objectOf(reading)
  const lists = kind.list && [kind.list]
  return jsonEntries(reading, { ...reading, file: reading.name, ...(lists && { lists }) })
}

async function* rowsOf(
  { columnOf = (name) => name }: MixedKind,
  { provider, lookFor, name: file, signal, open }: Reading,
): AsyncGenerator<readonly MixedEntry[]> {
  const columns = new Map<string, number>()
  const header = (row: CsvRow) => {
    if (row.fault !== undefined) throw asFileFault(row.fault)
    for (const [place, written] of row.fields.entries()) {
      const column = columnOf(written.trim())
      if (column !== undefined && !columns.has(column)) columns.set(column, place)
    }
  }
  const reading = { provider, file, signal, expected: lookFor, inZip: lookFor, header }
  const entryOf = ({ fields, start, fault }: CsvRow): MixedEntry => ({
    ...start,
    value: Object.fromEntries(Array.from(columns, ([column, place]) => [column, fields[place] ?? ''])),
    ...(fault && { value: {}, fault: fault.message }),
  })
  for await (const rows of csvRows({ open }, reading)) yield rows.map(entryOf)
}

async function* objectOf({
  provider,
  name: file,
  signal,
  open,
}: Reading): AsyncGenerator<readonly MixedEntry[]> {
  const start = { line: 1, column: 1, file }
  let text = ''
  try {
    for await (const piece of decodeText(open(), signal)) {
      text += piece
      if (text.length > LONGEST_OBJECT) throw fileParseError(start, 'the file is too long.')
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    throw fileParseError(positionIn(text, text.length, start), notText(error, provider))
  }
  yield [{ ...start, value: parsed(text, start) }]
}

function parsed(text: string, start: { line: number; column: number; file: string }): MixedEntry['value'] {
  try {
    // The kind was recognised by members of the object.
    return readAsSent(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw fileParseError(
      positionIn(text, jsonFaultAt(text), start),
      'this is not JSON, or the file is cut off.',
    )
  }
}
