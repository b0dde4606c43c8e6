import type { RejectedRecord } from '../../stream.ts'
import { describeFault, fileParseError, type Position, positionIn } from '../file-parse-error.ts'

/** One record of the file. */
export interface CsvRow {
  readonly fields: readonly string[]
  /** Its first line and column. */
  readonly start: Position
  /** The record as in the file, without its line break. */
  readonly raw: string
  /** The offset of each field in `raw`. */
  readonly offsets: readonly number[]
  /** Set if the record could not be split into fields; `fields` is then empty. */
  readonly fault?: RowFault
}

/** The fault of one row. The other rows are read. */
export interface RowFault {
  readonly position: Position
  readonly message: string
}

/** The position of a field; the end of the row for a missing field. */
export function fieldPosition(row: CsvRow, field: number): Position {
  return positionIn(row.raw, row.offsets[field] ?? row.raw.length, row.start)
}

/**
 * The fault of a field of a row, for `rejectedRow` and `asFileFault`.
 *
 * @example
 * const fault = fieldFault(row, 0, 'Expected a title, found "".')
 */
export function fieldFault(row: CsvRow, field: number, message: string): RowFault {
  return { position: fieldPosition(row, field), message }
}

/**
 * Rejects a row with its fault, in the form it has in the file: the unreadable part may be the important one.
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
