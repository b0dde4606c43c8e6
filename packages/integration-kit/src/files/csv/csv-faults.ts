import { fileParseError, type Position, quoted } from '../file-parse-error.ts'
import type { RowFault } from './csv-row.ts'

/**
 * Faults of CSV syntax, in messages for the person. All but the first refuse the file: with an unclosed quote, it is not known
 * which lines are rows.
 */
export const csvFaults = {
  strayQuote: (position: Position): RowFault => ({
    position,
    message:
      'Found a quote in a value that is not quoted. Expected the whole value in quotes, and quotes within it doubled.',
  }),

  neverClosed: (opening: Position) =>
    fileParseError(
      opening,
      'The quote that opens here is never closed. Expected a closing quote at the end of the value.',
    ),

  /** Reported at the opening quote: that is the one to fix if the next quote belongs to another value. */
  badlyClosed: (opening: Position, closing: Position, next: string) =>
    fileParseError(
      opening,
      `The quote that opens here is not closed properly: the next quote, in line ${closing.line}, column ${closing.column}, is followed by ${quoted(next)}. Expected a comma or the end of the line.`,
    ),

  tooLong: (at: Position, limit: number) =>
    fileParseError(
      at,
      `The row that begins here has more than ${limit} characters. Expected one record per line.`,
    ),
}
