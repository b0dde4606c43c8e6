import { type CsvRow, fieldFault, type RowFault } from './csv-row.ts'
import { quoted } from './file-parse-error.ts'

/** Spreadsheets write rows of nothing but commas; Netflix itself has written rows with a date and no title. */
export function missingTitle(row: CsvRow, column: number): RowFault | undefined {
  const title = row.fields[column] ?? ''
  return title.trim() === ''
    ? fieldFault(row, column, `Expected a title, found ${quoted(title)}.`)
    : undefined
}
