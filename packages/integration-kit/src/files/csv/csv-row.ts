import type { RejectedRecord } from '../../stream.ts'
import { describeFault, fileParseError, type Position, positionIn } from '../file-parse-error.ts'

/** One record of the file. */
export interface CsvRow {
  readonly fields: readonly string[]
  /** Where it begins. */
  readonly start: Position
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
  return positionIn(row.raw, row.offsets[field] ?? row.raw.length, row.start)
}

/**
 * What is wrong with a field of a row, for `rejectedRow` and `asFileFault`.
 *
 * @example
 * const fault = fieldFault(row, 0, 'Expected a title, found "".')
 */
export function fieldFault(row: CsvRow, field: number, message: string): RowFault {
  return { position: fieldPosition(row, field), message }
}

/**
 * Puts aside a row for its fault, as the file has it: what could not be read may be what matters.
 *
 * @example
 * return { rejected: rejectedRow(row, fieldFault(row, 0, 'Expected a title, found "".')) }
 */
export function rejectedRow(row: CsvRow, { position, message }: RowFault): RejectedRecord {
  return { reason: describeFault(position, message), position: `line ${row.start.line}`, raw: row.raw }
}

/**
 * Refuses the whole file for the fault of a row.
 *
 * @example
 * if (header.fault !== undefined) throw asFileFault(header.fault)
 */
export function asFileFault({ position, message }: RowFault) {
  return fileParseError(position, message)
}
