import { IntegrationError } from '@tributary/integration-kit'

/** A place in a file, as an editor shows it: both 1-based, columns in characters. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What a person needs to mend the file: which one, where, and what was expected there. */
export function fileParseError(
  place: Position & { readonly file?: string },
  message: string,
): IntegrationError {
  const { file, line, column } = place
  const where = file === undefined ? 'Line' : `${file}, line`
  return new IntegrationError('file_parse_error', `${where} ${line}, column ${column}: ${message}`, {
    line,
    column,
  })
}

/** What was found, for a message: short, whatever the file holds. */
export function quoted(found: string): string {
  return JSON.stringify(found.length > 40 ? `${found.slice(0, 40)}…` : found)
}
