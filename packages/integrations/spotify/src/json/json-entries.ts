import { fileParseError, type Position, quoted } from '../file-parse-error.ts'
import { EntrySplitter } from './entry-splitter.ts'
import { jsonFaultAt } from './json-fault.ts'

/** One object of the file's array. */
export interface JsonEntry extends Position {
  readonly value: Readonly<Record<string, unknown>>
}

/**
 * Reads a JSON array of objects as it comes, a piece of text at a time; at most one object is held besides. Throws
 * `file_parse_error` with line and column for what is none.
 *
 * Not a general streaming parser: those give no positions, and native `JSON.parse` on one object after the other is
 * several times faster.
 */
export async function* jsonEntries(
  texts: AsyncIterable<string>,
  file: string | undefined,
): AsyncGenerator<readonly JsonEntry[]> {
  const splitter = new EntrySplitter(file)
  for await (const text of texts) {
    const entries: JsonEntry[] = []
    for (const { text: object, ...at } of splitter.push(text))
      entries.push({ value: parse(object, at, file), ...at })
    if (entries.length > 0) yield entries
  }
  splitter.end()
}

function parse(text: string, at: Position, file: string | undefined): JsonEntry['value'] {
  try {
    // The splitter gives nothing that does not begin with a brace.
    return JSON.parse(text) as JsonEntry['value']
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const offset = jsonFaultAt(text)
    throw fileParseError(
      { ...positionIn(text, offset, at), ...(file === undefined ? {} : { file }) },
      `this is no JSON: ${quoted(text.slice(offset, offset + 20))} was not expected here.`,
    )
  }
}

function positionIn(text: string, offset: number, start: Position): Position {
  const before = text.slice(0, offset)
  const lastBreak = before.lastIndexOf('\n')
  const columns = Array.from(before.slice(lastBreak + 1)).length
  return lastBreak < 0
    ? { line: start.line, column: start.column + columns }
    : { line: start.line + before.split('\n').length - 1, column: columns + 1 }
}
