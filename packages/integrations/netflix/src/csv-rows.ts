import type { ImportFile } from '@tributary/integration-kit'
import type { CsvRow } from './csv-row.ts'
import { CsvTokenizer } from './csv-tokenizer.ts'
import { decodeUtf8, NotUtf8 } from './decode-utf8.ts'
import { fileParseError } from './file-parse-error.ts'
import { refuseOtherFiles } from './refuse-other-files.ts'

/**
 * The records of an uploaded file, the header first, in batches of some hundred: an `await` for each row would cost
 * more than reading it. Empty lines are left out.
 *
 * Throws `file_parse_error` after the rows before the fault were yielded, so that the first fault of a file is the one
 * reported; and `signal.reason`.
 */
export async function* csvRows(file: ImportFile, signal: AbortSignal): AsyncGenerator<readonly CsvRow[]> {
  const tokenizer = new CsvTokenizer()
  let isStart = true
  const read = (text: string, rows: CsvRow[], last: boolean) => {
    tokenizer.push(isStart && text.startsWith('\uFEFF') ? text.slice(1) : text, rows, { last })
    isStart &&= text === ''
  }
  try {
    for await (const text of decodeUtf8(refuseOtherFiles(file.open()), signal)) {
      yield* rowsOf((rows) => {
        const nul = text.indexOf('\0')
        read(nul < 0 ? text : text.slice(0, nul), rows, false)
        // PostgreSQL stores no NUL; a file with one is UTF-16 without its mark, or not text.
        if (nul >= 0)
          throw fileParseError(tokenizer.position, 'Found a NUL byte. Expected a text file in UTF-8.')
      })
    }
    yield* rowsOf((rows) => read('', rows, true))
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error
    throw fileParseError(
      tokenizer.position,
      'The bytes here are not UTF-8: a program, perhaps a spreadsheet, has saved the file in another encoding. Upload the file as Netflix delivered it.',
    )
  }
}

function* rowsOf(fill: (rows: CsvRow[]) => void): Generator<readonly CsvRow[]> {
  const rows: CsvRow[] = []
  try {
    fill(rows)
  } catch (error) {
    if (rows.length > 0) yield rows
    throw error
  }
  if (rows.length > 0) yield rows
}
