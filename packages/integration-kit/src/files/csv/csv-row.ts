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
 * A row as the tokenizer makes it. A class, because V8 allocates the objects of a literal in its old generation if most of the first hundred survived a
 * collection, as those of the first piece of a file do; there, each keeps the 16 KiB of text that its fields are slices of until the next full
 * collection. With literals, the import of a file of 600 MiB took 130 MB more (seen with Node 24).
 */
export class TokenizedRow implements CsvRow {
  readonly fields: readonly string[]
  readonly raw: string
  readonly start: Position
  readonly fault: RowFault | undefined

  constructor(fields: readonly string[], raw: string, { start, fault }: Pick<CsvRow, 'start' | 'fault'>) {
    this.fields = fields
    this.raw = raw
    this.start = start
    this.fault = fault
  }

  withFault(fault: RowFault): TokenizedRow {
    return new TokenizedRow(this.fields, this.raw, { start: this.start, fault })
  }
}

/** The fault of one row. The other rows are read. */
export interface RowFault {
  readonly position: Position
  readonly message: string
}

/** The position of a field; the end of the row for a missing field. */
export function fieldPosition(row: CsvRow, field: number): Position {
  const offset = field < row.fields.length ? fieldStart(row.raw, field) : row.raw.length
  return positionIn(row.raw, offset, row.start)
}

function fieldStart(raw: string, field: number): number {
  let start = 0
  for (let before = 0; before < field; before += 1) start = fieldEnd(raw, start) + 1
  return start
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
