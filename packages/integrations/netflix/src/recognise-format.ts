import {
  type CsvColumns,
  type CsvRow,
  csvColumns,
  fileParseError,
  readWrittenDate,
} from '@tributary/integration-kit/files'
import { FULL_COLUMNS, type FullColumn, NEEDED_COLUMNS } from './full-columns-table.ts'

/** NetflixViewingHistory.csv. */
export interface QuickFormat {
  readonly kind: 'quick'
  /** The columns of title and date. */
  readonly title: number
  readonly date: number
}

/** ViewingActivity.csv. */
export interface FullFormat {
  readonly kind: 'full'
  readonly columns: CsvColumns<FullColumn>
}

/** Identifies which of Netflix' two files it is. */
export type Format = QuickFormat | FullFormat

export const EXPECTED_HEADER = `"Title,Date" of NetflixViewingHistory.csv or "${FULL_COLUMNS.slice(0, 3).join(',')},…" of ViewingActivity.csv`

export const START_TIME = /^\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
export const DURATION = /^(\d{1,4}):([0-5]\d):([0-5]\d)$/

/** `undefined` for a header in another language. Throws `file_parse_error` if the first row is a viewing instead of a header. */
export function formatOfHeader(header: CsvRow): Format | undefined {
  const names = header.fields.map((name) => name.trim().toLowerCase())
  const [title, date] = [names.indexOf('title'), names.indexOf('date')]
  // Spreadsheets add columns without a name.
  if (title >= 0 && date >= 0 && names.filter((name) => name !== '').length === 2)
    return { kind: 'quick', title, date }
  const columns = csvColumns(names, FULL_COLUMNS)
  if (NEEDED_COLUMNS.every((column) => columns.has(column))) return { kind: 'full', columns }
  if (!isQuickRow(header) && !isFullRow(header)) return undefined
  throw fileParseError(
    header.start,
    'The header is missing: the file begins with a viewing. Expected the file as Netflix delivers it.',
  )
}

/** Netflix translates column names but keeps their order. */
export function formatOfRow(row: CsvRow, { fields }: CsvRow): Format | undefined {
  if (fields.length === 2 && isQuickRow(row)) return { kind: 'quick', title: 0, date: 1 }
  if (fields.length !== FULL_COLUMNS.length || !isFullRow(row)) return undefined
  return { kind: 'full', columns: csvColumns(FULL_COLUMNS, FULL_COLUMNS) }
}

function isQuickRow({ fields }: CsvRow): boolean {
  return fields.length === 2 && readWrittenDate(fields[1] ?? '') !== undefined
}

function isFullRow({ fields }: CsvRow): boolean {
  const [, start = '', duration = ''] = fields
  return fields.length === FULL_COLUMNS.length && START_TIME.test(start) && DURATION.test(duration)
}
