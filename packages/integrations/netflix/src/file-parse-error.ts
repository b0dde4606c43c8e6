import { IntegrationError } from '@tributary/integration-kit'

/** A place in the file, as an editor shows it: both 1-based, columns in characters. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The position of `offset` in `text`, where `text` begins at the start of `line`. */
export function positionIn(text: string, offset: number, line: number): Position {
  const before = text.slice(0, offset)
  const lastBreak = before.lastIndexOf('\n')
  return {
    line: line + (lastBreak < 0 ? 0 : before.split('\n').length - 1),
    // Code points count an emoji as the one character that an editor counts, not as two code units.
    column: Array.from(before.slice(lastBreak + 1)).length + 1,
  }
}

/** What a person needs to mend the file: where it is, and what was expected there. */
export function fileParseError({ line, column }: Position, message: string): IntegrationError {
  return new IntegrationError('file_parse_error', `Line ${line}, column ${column}: ${message}`, {
    line,
    column,
  })
}

/** What was found, for a message: short, whatever the file holds. */
export function quoted(found: string): string {
  return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found)
}
