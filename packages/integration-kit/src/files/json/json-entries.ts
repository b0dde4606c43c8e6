import type { ImportFile, RejectedRecord } from '../../stream.ts'
import { readAsSent } from '../../values/json-as-sent.ts'
import { decodeText, NotText, notText } from '../decode-text.ts'
import { type FileNaming, fileParseError, type Position, positionIn, quoted } from '../file-parse-error.ts'
import { EntrySplitter, type EntryText } from './entry-splitter.ts'
import { jsonFaultAt } from './json-fault.ts'

/** An object of a list in a JSON file, with its position. */
export interface JsonEntry extends Position {
  /** `JSON.stringify` writes it as it was sent, with all digits of its numbers. */
  readonly value: Readonly<Record<string, unknown>>
  /** In characters of the file. */
  readonly length: number
  /** The list that contains it, as passed; empty if the file is a list. */
  readonly list: readonly string[]
}

/** How a JSON file is read. */
export interface JsonReading extends FileNaming {
  readonly signal?: AbortSignal
  /**
   * The paths of its lists by member names: `[['Activity', 'Like List', 'ItemFavoriteList']]`. A missing list has no entries. Without
   * paths the file is a list. The name `*` is any name, for members that a provider has moved.
   */
  readonly lists?: readonly (readonly string[])[]
  /** Called with the path of each member outside of the lists and of skipped values. The path is valid during the call only. */
  readonly onMember?: ((path: readonly string[]) => void) | undefined
}

/**
 * Reads the objects of the lists of a JSON file in order, with one object at a time in memory. Throws `file_parse_error` with line and
 * column for invalid JSON, and `signal.reason`.
 *
 * Not a general streaming parser: those do not report positions, and native `JSON.parse` of one object after the other is several
 * times faster.
 *
 * @example
 * for await (const entries of jsonEntries(context.file, { provider: 'Google', lists: [['Data Points']] }))
 *   for (const { value, line } of entries) warnings.push(`${value['type']} in line ${line}`)
 */
export async function* jsonEntries(
  upload: Pick<ImportFile, 'open'>,
  { signal, lists, onMember, ...naming }: JsonReading,
): AsyncGenerator<readonly JsonEntry[]> {
  signal?.throwIfAborted()
  const splitter = new EntrySplitter(naming, lists, onMember)
  try {
    for await (const text of decodeText(upload.open(), signal)) {
      const entries = Array.from(splitter.push(text), parse)
      if (entries.length > 0) yield entries
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    throw fileParseError(splitter.position, notText(error, naming.provider))
  }
  splitter.end()
}

function parse({ text, list, ...at }: EntryText): JsonEntry {
  try {
    // The splitter only returns texts that begin with a brace.
    return { value: readAsSent(text), length: text.length, list, ...at }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const offset = jsonFaultAt(text)
    throw fileParseError(
      positionIn(text, offset, at),
      `this is not JSON: ${quoted(text.slice(offset, offset + 20))} was not expected here.`,
    )
  }
}

/**
 * Rejects an unusable entry, with its position in the file.
 *
 * @example
 * return { rejected: rejectedEntry(entry, 'It does not say what was played.', entry.value) }
 */
export function rejectedEntry({ file, line }: Position, reason: string, raw: unknown): RejectedRecord {
  return { reason, position: `${file === undefined ? '' : `${file}, `}line ${line}`, raw }
}
