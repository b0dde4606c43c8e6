import { readInstant } from '../../dates/read-instant.ts'
import type { ImportFile } from '../../stream.ts'
import { decodeText, NotText, notText } from '../decode-text.ts'
import { type FileNaming, fileParseError, quoted } from '../file-parse-error.ts'
import { type LabelledRecord, LabelledRecords } from './labelled-records.ts'

/** How many records are searched for one with a time, because the first may be malformed. */
const LOOKED_AT = 20

/** Whether a record says when something happened. */
export function hasTime({ value }: Pick<LabelledRecord, 'value'>): boolean {
  return Object.values(value).some((text) => readInstant(text) !== undefined)
}

/**
 * Reads the records of a text file in order. A file of one line is a section without data, whose sentence depends on the language. Throws
 * `file_parse_error` for a file without records that say when something happened.
 */
export async function* textEntries(
  upload: Pick<ImportFile, 'open'>,
  { signal, ...naming }: FileNaming & { readonly signal: AbortSignal },
): AsyncGenerator<readonly LabelledRecord[]> {
  signal.throwIfAborted()
  const reader = new LabelledRecords(naming)
  let first = ''
  let [read, isFound] = [0, false]
  const checked = (records: readonly LabelledRecord[]) => {
    read += records.length
    isFound ||= records.some(hasTime)
    if (!isFound && read >= LOOKED_AT) throw otherText(naming, first)
    return records
  }
  try {
    for await (const text of decodeText(upload.open(), signal)) {
      if (first.length < 60) first += text.slice(0, 60)
      const records = checked(Array.from(reader.push(text)))
      if (records.length > 0) yield records
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    throw fileParseError(reader.position, notText(error, naming.provider))
  }
  const records = checked(Array.from(reader.end()))
  if (reader.lines === 0)
    throw fileParseError({ line: 1, column: 1, file: naming.file }, 'the file is empty.')
  if (isFound) yield records
  else if (reader.lines > 1) throw otherText(naming, first)
}

/** Refuses a text file of another origin, with its beginning. */
export function otherText({ provider, file }: FileNaming, first: string) {
  return fileParseError(
    { line: 1, column: 1, file },
    `lines like "Date: 2026-10-01 10:00:00 UTC" of an export of ${provider} were expected, not ${quoted(first.trimStart())}.`,
  )
}
