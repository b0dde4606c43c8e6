import type { ImportFile } from '../../stream.ts'
import { decodeText, NotText, notText } from '../decode-text.ts'
import { fileParseError } from '../file-parse-error.ts'
import type { CsvRow } from './csv-row.ts'
import { CsvTokenizer } from './csv-tokenizer.ts'
import { type ExpectedCsv, refuseOtherFiles } from './refuse-other-files.ts'

/** How a CSV file is read. */
export interface CsvReading extends ExpectedCsv {
  readonly signal: AbortSignal
  /** Is given the first record, which is not yielded. */
  header?(row: CsvRow): void
}

/**
 * The records of a CSV file in batches of some hundred: an `await` for each row would cost more than reading it. Empty lines are
 * left out. A row that cannot be split has a `fault`; the others are read. A file whose first bytes are those of another kind of
 * file is refused with what to upload.
 *
 * Throws `file_parse_error` after the rows before the fault were yielded, so that the first fault of a file is the one
 * reported; and `signal.reason`.
 *
 * @example
 * const reading = { provider: 'Google', expected: 'Daily activity metrics.csv', inZip: 'Fit/Daily activity metrics', signal }
 * for await (const rows of csvRows(file, { ...reading, header: ({ fields }) => names.push(...fields) }))
 *   for (const { fields } of rows) dates.push(fields[0])
 */
export async function* csvRows(
  upload: Pick<ImportFile, 'open'>,
  reading: CsvReading,
): AsyncGenerator<readonly CsvRow[]> {
  const { header, signal } = reading
  const tokenizer = new CsvTokenizer(reading.file)
  let isHeader = header !== undefined
  const withoutHeader = (rows: CsvRow[]) => {
    const first = isHeader ? rows.shift() : undefined
    if (first === undefined) return
    isHeader = false
    header?.(first)
  }
  try {
    for await (const text of decodeText(refuseOtherFiles(upload.open(), reading), signal)) {
      yield* rowsOf(withoutHeader, (rows) => {
        const nul = text.indexOf('\0')
        tokenizer.push(nul < 0 ? text : text.slice(0, nul), rows)
        // PostgreSQL stores no NUL; a file with one is UTF-16 without its mark, or not text.
        if (nul >= 0)
          throw fileParseError(tokenizer.position, 'Found a NUL byte. Expected a text file in UTF-8.')
      })
    }
    yield* rowsOf(withoutHeader, (rows) => tokenizer.push('', rows, { last: true }))
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    throw fileParseError(tokenizer.position, notText(reading.provider))
  }
}

function* rowsOf(
  withoutHeader: (rows: CsvRow[]) => void,
  fill: (rows: CsvRow[]) => void,
): Generator<readonly CsvRow[]> {
  const rows: CsvRow[] = []
  try {
    fill(rows)
  } catch (error) {
    withoutHeader(rows)
    if (rows.length > 0) yield rows
    throw error
  }
  withoutHeader(rows)
  if (rows.length > 0) yield rows
}
