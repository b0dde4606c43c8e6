import {
  type ImportContext,
  IntegrationError,
  type JsonValue,
  type MediaRecord,
  type Page,
  type RejectedRecord,
} from '@tributary/integration-kit'
import type { CsvRow, RowFault } from './csv-row.ts'
import { csvRows } from './csv-rows.ts'
import { DoubledHistory } from './doubled-history.ts'
import { describeFault } from './file-parse-error.ts'
import { importOptions } from './import-options.ts'
import { PossibleDates } from './possible-dates.ts'
import { surveyFile } from './survey-file.ts'

/** Rows of the file for one page: its records are in memory, and its transaction holds their locks until it commits. */
export const ROWS_PER_PAGE = 500

/**
 * Reads the file twice: once to check all of it, once to yield pages of records with the cursor `{ row }`, the number
 * of rows consumed. A row that cannot be read is rejected alone. A run that goes on after a cursor counts the rows
 * before it again, so its ids are those of a run that was never disturbed.
 *
 * @param now tells the time in milliseconds since 1970: nobody has watched anything after it
 */
export async function* importViewingHistory(
  context: ImportContext,
  now: () => number,
): AsyncGenerator<Page<MediaRecord>> {
  const { file, signal } = context
  const consumed = rowsConsumed(context.cursor)
  const options = importOptions(context.options)
  const { rowCount, reader } = await surveyFile(file, { options, possible: new PossibleDates(now()), signal })
  const history = context.delivered && new DoubledHistory(context.delivered, options.profile)
  let page = emptyPage()
  // The header is row 0.
  let row = -1
  for await (const rows of csvRows(file, signal)) {
    for (const csvRow of rows) {
      row += 1
      if (row === 0) continue
      const content = reader.read(csvRow)
      if (row <= consumed) continue
      if (content.kind === 'viewing') page.records.push(content.toRecord())
      else if (content.kind === 'preview') page.skipped += 1
      else page.rejected.push(rejectedRecord(csvRow, content.fault))
      const last = row === rowCount
      if (row % ROWS_PER_PAGE !== 0 && !last) continue
      await history?.add(page.records, { last })
      const warning = last ? history?.warning : undefined
      yield { ...page, ...(warning && { warning }), cursor: { row }, progress: row / rowCount }
      signal.throwIfAborted()
      page = emptyPage()
    }
  }
}

function emptyPage() {
  const records: MediaRecord[] = []
  const rejected: RejectedRecord[] = []
  return { records, rejected, skipped: 0 }
}

/** With the row as the file has it: what could not be read may be what matters. */
function rejectedRecord(row: CsvRow, { position, message }: RowFault): RejectedRecord {
  return { reason: describeFault(position, message), position: `line ${row.line}`, raw: row.raw }
}

function rowsConsumed(cursor: JsonValue | undefined): number {
  if (cursor === undefined) return 0
  const row = typeof cursor === 'object' && cursor !== null && 'row' in cursor ? cursor.row : undefined
  if (typeof row === 'number' && Number.isSafeInteger(row) && row >= 0) return row
  throw new IntegrationError('invalid_data', 'The saved position is invalid. Import the file again.')
}
