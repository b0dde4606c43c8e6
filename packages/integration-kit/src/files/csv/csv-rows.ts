import type { ImportFile } from '../../stream.ts'
import { decodeText, NotText, notText } from '../decode-text.ts'
import { fileParseError } from '../file-parse-error.ts'
import { type CsvRow, fieldFault, type TokenizedRow } from './csv-row.ts'
import { CsvTokenizer } from './csv-tokenizer.ts'
import { type ExpectedCsv, refuseOtherFiles } from './refuse-other-files.ts'

/** How a CSV file is read. */
export interface CsvReading extends ExpectedCsv {
  readonly signal: AbortSignal
  /** Receives the first record, which is not yielded. */
  header(row: CsvRow): void
}

/**
 * The records of a CSV file in batches of some hundred: an `await` per row would cost more than reading it. Empty lines are
 * skipped. A row that cannot be split, or that does not have the columns of the header, has a `fault`; the others are read. A file
 * whose first bytes are those of another file type is refused with what to upload.
 *
 * Throws `file_parse_error` after yielding the rows before the fault, so that the first fault of a file is reported; and
 * `signal.reason`.
 */
export async function* csvRows(
  upload: Pick<ImportFile, 'open'>,
  reading: CsvReading,
): AsyncGenerator<readonly CsvRow[]> {
  const tokenizer = new CsvTokenizer(reading.file)
  let width: number | undefined
  const checked = (rows: TokenizedRow[]): TokenizedRow[] => {
    if (width === undefined) {
      const header = rows.shift()
      width = header?.fields.length
      if (header !== undefined) reading.header(header)
    }
    return rows.map((row) => withShape(row, width ?? 0))
  }
  try {
    for await (const text of decodeText(refuseOtherFiles(upload.open(), reading), reading.signal)) {
      yield* rowsOf(checked, (rows) => {
        const nul = text.indexOf('\0')
        tokenizer.push(nul < 0 ? text : text.slice(0, nul), rows)
        // PostgreSQL cannot store NUL; a file with one is UTF-16 without byte order mark, or not text.
        if (nul >= 0)
          throw fileParseError(tokenizer.position, 'Found a NUL byte. Expected a text file in UTF-8.')
      })
    }
    yield* rowsOf(checked, (rows) => tokenizer.push('', rows, { last: true }))
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    throw fileParseError(tokenizer.position, notText(error, reading.provider))
  }
}

function* rowsOf(
  checked: (rows: TokenizedRow[]) => TokenizedRow[],
  fill: (rows: TokenizedRow[]) => void,
): Generator<readonly CsvRow[]> {
  const rows: TokenizedRow[] = []
  try {
    fill(rows)
  } catch (error) {
    const before = checked(rows)
    if (before.length > 0) yield before
    throw error
  }
  const all = checked(rows)
  if (all.length > 0) yield all
}

/** Empty columns at the end, which spreadsheets add, are ignored. */
function withShape(row: TokenizedRow, width: number): TokenizedRow {
  const found = row.fields.length
  if (found === width || row.fault !== undefined) return row
  if (found > width && row.fields.slice(width).every((value) => value === '')) return row
  const cause = found > width ? ' A value with a comma in it must be in quotes.' : ''
  const message = `Expected ${width} columns as in the header, found ${found}.${cause}`
  return row.withFault(fieldFault(row, Math.min(found, width), message))
}
