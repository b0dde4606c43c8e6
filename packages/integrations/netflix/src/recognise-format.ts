import type { CsvRow } from './csv-row.ts'
import { fileParseError, quoted } from './file-parse-error.ts'
import { DURATION, FULL_COLUMNS, type FullColumnPlaces, NEEDED_COLUMNS, START_TIME } from './full-columns.ts'
import { readWrittenDate } from './written-date.ts'

/** NetflixViewingHistory.csv. */
export interface QuickFormat {
  readonly kind: 'quick'
  readonly width: number
  /** The columns of title and date. */
  readonly title: number
  readonly date: number
}

/** ViewingActivity.csv. */
export interface FullFormat {
  readonly kind: 'full'
  readonly width: number
  readonly places: FullColumnPlaces
}

/** Which of Netflix' two files it is. */
export type Format = QuickFormat | FullFormat

/**
 * Tells the format from the header, never from the file's name, which browsers and people change. `undefined` for a
 * header in another language: then the rows tell.
 *
 * Throws `file_parse_error` where the header is a viewing.
 */
export function formatOfHeader(header: CsvRow): Format | undefined {
  const names = header.fields.map((name) => name.trim().toLowerCase())
  const width = names.length
  const [title, date] = [names.indexOf('title'), names.indexOf('date')]
  // Spreadsheets add columns without a name.
  if (title >= 0 && date >= 0 && names.filter((name) => name !== '').length === 2)
    return { kind: 'quick', width, title, date }
  const places = placesByName(names)
  if (NEEDED_COLUMNS.every((column) => places.has(column))) return { kind: 'full', width, places }
  if (isQuickRow(header) || isFullRow(header)) {
    throw fileParseError(
      { line: header.line, column: 1 },
      'The header is missing: the file begins with a viewing. Expected the file as Netflix delivers it.',
    )
  }
  return undefined
}

/** Tells the format from a row under a header in another language; Netflix translates columns but does not move them. */
export function formatOfRow(header: CsvRow, row: CsvRow): Format | undefined {
  const width = header.fields.length
  if (width === 2 && isQuickRow(row)) return { kind: 'quick', width, title: 0, date: 1 }
  if (width !== FULL_COLUMNS.length || !isFullRow(row)) return undefined
  return { kind: 'full', width, places: new Map(FULL_COLUMNS.map((column, index) => [column, index])) }
}

/** Refuses a file that is neither of the two. */
export function unknownFormat(header: CsvRow) {
  return fileParseError(
    { line: header.line, column: 1 },
    `${EXPECTED_HEADER}, found ${quoted(header.raw)}.${hint(header.raw)}`,
  )
}

const EXPECTED_HEADER = `Expected the header "Title,Date" of NetflixViewingHistory.csv or "${FULL_COLUMNS.slice(0, 3).join(',')},…" of ViewingActivity.csv`

function placesByName(names: readonly string[]): FullColumnPlaces {
  const found = FULL_COLUMNS.map((column) => [column, names.indexOf(column.toLowerCase())] as const)
  return new Map(found.filter(([, place]) => place >= 0))
}

function isQuickRow({ fields }: CsvRow): boolean {
  return fields.length === 2 && readWrittenDate(fields[1] ?? '') !== undefined
}

function isFullRow({ fields }: CsvRow): boolean {
  return (
    fields.length === FULL_COLUMNS.length &&
    START_TIME.test(fields[1] ?? '') &&
    DURATION.test(fields[2] ?? '')
  )
}

function hint(header: string): string {
  if (/^[^,]*[;\t]/.test(header)) {
    return ' The columns are not separated by commas, so a spreadsheet has saved the file: upload it as Netflix delivered it.'
  }
  if (/profile name/i.test(header)) {
    return " It is another file of Netflix' data request; the viewing history is CONTENT_INTERACTION/ViewingActivity.csv."
  }
  return ''
}
