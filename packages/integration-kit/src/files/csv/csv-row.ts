import type { RejectedRecord } from '../../stream.ts'
import { describeFault, fileParseError, type Position, positionIn } from '../file-parse-error.ts'

/** One record of the file. */
export interface CsvRow {
  readonly fields: readonly string[]
  /** Its first line and column. */
  readonly start: Position
  /** The record as in the file, without its line break. */
  readonly raw: string
  /** Set if the record could not be split into fields; `fields` is then empty. */
  readonly fault?: RowFault | undefined
}

/**
 * A row of a text. A class, because V8 takes to allocating literals in its old generation if the first hundred were in use while it collected
 * garbage; there, each keeps the text around it until the next full collection. With rows as literals, a file of 600 MiB took 130 MB more (seen
 * with Node 24).
 */
export class TextRow implements CsvRow {
  readonly fields: readonly string[]
  readonly raw: string
  readonly #place: Omit<Position, 'column'>
  #fault: RowFault | undefined

  constructor(fields: readonly string[], raw: string, place: Omit<Position, 'column'>) {
    this.fields = fields
    this.raw = raw
    this.#place = place
  }

  get start(): Position {
    const { line, file } = this.#place
    return { line, column: 1, file }
  }

  get fault(): RowFault | undefined {
    return this.#fault
  }

  withFault(fault: RowFault): TextRow {
    const row = new TextRow(this.fields, this.raw, this.#place)
    row.#fault = fault
    return row
  }
}

/** The fault of one row. The other rows are read. */
export interface RowFault {
  readonly position: Position
  readonly message: string
}

/** The position of a field; the end of the row for a missing field. */
export function fieldPosition(row: CsvRow, field: number): Position {
  return positionIn(row.raw, fieldStart(row.raw, field), row.start)
}

function fieldStart(raw: string, field: number): number {
  let start = 0
  for (let before = 0; before < field && start < raw.length; before += 1) start = fieldEnd(raw, start) + 1
  return Math.min(start, raw.length)
}

/** The comma after a field of a record that could be split, or its end. */
function fieldEnd(raw: string, start: number): number {
  const isQuoted = raw[start] === '"'
  const comma = raw.indexOf(',', isQuoted ? closingQuote(raw, start) : start)
  return comma < 0 ? raw.length : comma
}

/** The quote that closes the value that opens at `opening`, or -1. A doubled quote stands for one quote in the value. */
export function closingQuote(text: string, opening: number): number {
  let close = text.indexOf('"', opening + 1)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  return close
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
