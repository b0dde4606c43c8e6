import {
  type ImportContext,
  IntegrationError,
  type JsonValue,
  type MediaRecord,
  type Page,
} from '@tributary/integration-kit'
import { csvRows } from './csv-rows.ts'
import { occurrenceCounter } from './external-id.ts'
import { importOptions } from './import-options.ts'
import { surveyFile } from './survey-file.ts'

/** Rows of the file for one page: its records are in memory, and its transaction holds their locks until it commits. */
export const ROWS_PER_PAGE = 500

/**
 * Reads the file twice: once to check all of it, once to yield pages of records with the cursor `{ row }`, the number
 * of rows consumed. A run that goes on after a cursor counts the rows before it again, so its ids are those of a run
 * that was never disturbed.
 */
export async function* importViewingHistory(context: ImportContext): AsyncGenerator<Page<MediaRecord>> {
  const { file, signal } = context
  const consumed = rowsConsumed(context.cursor)
  const { rowCount, reader } = await surveyFile(file, importOptions(context.options), signal)
  const countOccurrence = occurrenceCounter(reader)
  let records: MediaRecord[] = []
  let skipped = 0
  // The header is row 0.
  let row = -1
  for await (const rows of csvRows(file, signal)) {
    for (const csvRow of rows) {
      row += 1
      if (row === 0) continue
      const viewing = reader.read(csvRow)
      const occurrence = viewing && countOccurrence(viewing.day, viewing.key)
      if (row <= consumed) continue
      if (viewing === undefined || occurrence === undefined) skipped += 1
      else records.push(viewing.toRecord(occurrence))
      if (row % ROWS_PER_PAGE !== 0 && row !== rowCount) continue
      yield { records, skipped, cursor: { row }, progress: row / rowCount }
      signal.throwIfAborted()
      records = []
      skipped = 0
    }
  }
}

function rowsConsumed(cursor: JsonValue | undefined): number {
  if (cursor === undefined) return 0
  const row = typeof cursor === 'object' && cursor !== null && 'row' in cursor ? cursor.row : undefined
  if (typeof row === 'number' && Number.isSafeInteger(row) && row >= 0) return row
  throw new IntegrationError(
    'invalid_data',
    'The place where the import was interrupted is unreadable. Import the file again.',
  )
}
