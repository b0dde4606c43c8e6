import { IntegrationError } from '@tributary/integration-kit'

/** A place in the file, as an editor shows it: both 1-based, columns in characters. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What the messages call the file, whose name says nothing: browsers and people change it. */
const DATA_NAME = 'Netflix viewing history'

const LINE_BREAK = /\r\n|\r|\n/g

/** How many line breaks `text` has, be they CR, LF or both. */
export function countLineBreaks(text: string): number {
  return text.includes('\n') || text.includes('\r') ? (text.match(LINE_BREAK)?.length ?? 0) : 0
}

/** The position of `offset` in `text`, where `text` begins at the start of `line`. */
export function positionIn(text: string, offset: number, line: number): Position {
  const before = text.slice(0, offset)
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
  // Code points count an emoji as the one character that an editor counts, not as two code units.
  return { line: line + countLineBreaks(before), column: Array.from(before.slice(lineStart)).length + 1 }
}

/** `Netflix viewing history, line 7, column 8: …`. */
export function describeFault({ line, column }: Position, message: string): string {
  return `${DATA_NAME}, line ${line}, column ${column}: ${message}`
}

/** Refuses the whole file: where the fault is, and what was expected there. */
export function fileParseError(position: Position, message: string): IntegrationError {
  return new IntegrationError('file_parse_error', describeFault(position, message), position)
}

/** What was found, for a message: short, whatever the file holds. */
export function quoted(found: string): string {
  return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found)
}
