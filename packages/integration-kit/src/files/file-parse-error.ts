import { IntegrationError, type IntegrationErrorOptions } from '../integration-error.ts'

/** A position in a file as shown in an editor: line and column are 1-based, columns in characters. */
export interface Position {
  readonly line: number
  readonly column: number
  /** The name of the file in messages: its name in an archive, or its contents. Absent if there is only one. */
  readonly file?: string | undefined
}

/** The name and the source of a file, for messages. */
export interface FileNaming {
  /** The provider of the file: `Netflix`. */
  readonly provider: string
  /** Its name: `Netflix viewing history`, or its name in an archive. */
  readonly file?: string | undefined
}

const LINE_BREAK = /\r\n|\r|\n/g

/** The number of line breaks in a text, each CR, LF or CRLF. */
export function countLineBreaks(text: string): number {
  return text.includes('\n') || text.includes('\r') ? (text.match(LINE_BREAK)?.length ?? 0) : 0
}

/** The position of `offset` in a text that begins at `start`. */
export function positionIn(text: string, offset: number, start: Position): Position {
  const before = text.slice(0, offset)
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
  // Code points count an emoji as one character, like editors, not as two code units.
  const columns = Array.from(before.slice(lineStart)).length
  if (lineStart === 0) return { ...start, column: start.column + columns }
  return { ...start, line: start.line + countLineBreaks(before), column: columns + 1 }
}

/** `Netflix viewing history, line 7, column 8: …`; `Line 7, column 8: …` if the file has no name. */
export function describeFault({ file, line, column }: Position, message: string): string {
  return `${file === undefined ? 'Line' : `${file}, line`} ${line}, column ${column}: ${message}`
}

/**
 * Refuses a whole file: the position of the fault, and what was expected there.
 *
 * @example
 * throw fileParseError({ line: 7, column: 1, file: 'watch-history.json' }, 'Expected a list of videos.')
 */
export function fileParseError(
  at: Position,
  message: string,
  more: Pick<IntegrationErrorOptions, 'resolvedBy'> = {},
): IntegrationError {
  const { line, column } = at
  return new IntegrationError('file_parse_error', describeFault(at, message), { line, column, ...more })
}

/**
 * The contents of a file for a message, shortened.
 *
 * @example
 * quoted('yesterday') // '"yesterday"'
 */
export function quoted(found: string): string {
  return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found)
}
