import { fileParseError, type Position, positionIn } from './file-parse-error.ts'

/** One record of the file. */
export interface CsvRow {
  readonly fields: readonly string[]
  /** 1-based line on which the record begins. */
  readonly line: number
  /** The record as the file has it, without its line break. */
  readonly raw: string
  /** Where in `raw` each field begins. */
  readonly offsets: readonly number[]
  /** Set where the record could not be split into fields; `fields` is empty then. */
  readonly fault?: RowFault
}

/** What is wrong with one row. The other rows are read. */
export interface RowFault {
  readonly position: Position
  readonly message: string
}

/** Where a field begins; the end of the row for a field that is missing. */
export function fieldPosition(row: CsvRow, field: number): Position {
  return positionIn(row.raw, row.offsets[field] ?? row.raw.length, row.line)
}

export function fieldFault(row: CsvRow, field: number, message: string): RowFault {
  return { position: fieldPosition(row, field), message }
}

/** Refuses the whole file for the fault of a row. */
export function asFileFault({ position, message }: RowFault) {
  return fileParseError(position, message)
}
