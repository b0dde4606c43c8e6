import { type Position, positionIn } from './file-parse-error.ts'

/** One record of the file. */
export interface CsvRow {
  readonly fields: readonly string[]
  /** 1-based line on which the record begins. */
  readonly line: number
  /** The record as it stands in the file, without its line break. */
  readonly raw: string
  /** Where in `raw` each field begins. */
  readonly offsets: readonly number[]
}

/** Where a field stands; the end of the row for a field that is missing. */
export function fieldPosition(row: CsvRow, field: number): Position {
  return positionIn(row.raw, row.offsets[field] ?? row.raw.length, row.line)
}
