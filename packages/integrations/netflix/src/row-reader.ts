import type { MediaRecord } from '@tributary/integration-kit'
import type { CsvRow, RowFault } from './csv-row.ts'

/** Checks a file row by row, before anything is written, and learns from the whole of it how to read it. */
export interface FileSurvey {
  /** Returns what is wrong with a row that cannot be read. */
  add(row: CsvRow): RowFault | undefined
  /** Call once, after the last row. Throws `file_parse_error` for a file that cannot be read. */
  finish(): RowReader
}

/** Turns the rows of one surveyed file into records: all of them, in order, since equal viewings are numbered. */
export interface RowReader {
  read(row: CsvRow): RowContent
}

export type RowContent =
  | { readonly kind: 'viewing'; toRecord(): MediaRecord }
  /** Left out on purpose. */
  | { readonly kind: 'preview' }
  | { readonly kind: 'rejected'; readonly fault: RowFault }

export const PREVIEW: RowContent = { kind: 'preview' }

export function rejected(fault: RowFault): RowContent {
  return { kind: 'rejected', fault }
}
