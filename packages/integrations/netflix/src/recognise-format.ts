import type { CsvRow } from './csv-row.ts'
import { fileParseError, quoted } from './file-parse-error.ts'
import { DURATION, FULL_COLUMNS, type FullColumnPlaces, NEEDED_COLUMNS, START_TIME } from './full-columns.ts'
import { readWrittenDate } from './written-date.ts'

/** Which of Netflix' two files it is. */
export type Format =
  | { readonly kind: 'quick'; readonly width: 2 }
  | { readonly kind: 'full'; readonly width: number; readonly places: FullColumnPlaces }

const QUICK: Format = { kind: 'quick', width: 2 }

/**
 * Tells the format from the header; from the shape of the first row where the header is translated. Never from the
 * file's name, which browsers and people change.
 *
 * Throws `file_parse_error` for anything else.
 */
export function recogniseFormat(header: CsvRow, firstRow: CsvRow | undefined): Format {
  const names = header.fields.map((name) => name.trim().toLowerCase())
  if (names.length === 2 && names[0] === 'title' && names[1] === 'date') return QUICK
  const places = placesByName(names)
  if (NEEDED_COLUMNS.every((column) => places.has(column)))
    return { kind: 'full', width: names.length, places }
  if (isQuickRow(header) || isFullRow(header)) {
    throw fileParseError(
      { line: header.line, column: 1 },
      'The header is missing: the file begins with a viewing. Expected the file as Netflix delivers it.',
    )
  }
  if (firstRow !== undefined && names.length === 2 && isQuickRow(firstRow)) return QUICK
  if (firstRow !== undefined && names.length === FULL_COLUMNS.length && isFullRow(firstRow)) {
    return {
      kind: 'full',
      width: names.length,
      places: new Map(FULL_COLUMNS.map((column, index) => [column, index])),
    }
  }
  throw fileParseError(
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
