import { formatOf } from './entries/entry-format.ts'
import { fileParseError } from './file-parse-error.ts'
import type { HistoryFile } from './history-upload.ts'
import { decodeText } from './json/decode-text.ts'
import { type JsonEntry, jsonEntries } from './json/json-entries.ts'

/** An entry of one of the files of an upload. */
export interface HistoryEntry extends JsonEntry {
  readonly file: string | undefined
  /** Files in different folders may have one name. */
  readonly fileNumber: number
}

/** So many entries are searched for one of a listening history, because the first one may be malformed. */
const LOOKED_AT = 20

/**
 * All entries of all files of an upload, as they come. Throws `file_parse_error`, with line and column, also for a file
 * that begins with entries of something else: then it is another file.
 */
export async function* historyEntries(
  files: readonly HistoryFile[],
  signal: AbortSignal,
): AsyncGenerator<readonly HistoryEntry[]> {
  signal.throwIfAborted()
  for (const [fileNumber, { name: file, contents }] of files.entries()) {
    const others: JsonEntry[] = []
    let isHistory = false
    for await (const entries of jsonEntries(decodeText(contents, file), file)) {
      isHistory ||= entries.some(({ value }) => formatOf(value) !== undefined)
      if (!isHistory) others.push(...entries)
      if (others.length >= LOOKED_AT && !isHistory) refuseOtherFile(others, file)
      yield entries.map((entry) => ({ ...entry, file, fileNumber }))
      signal.throwIfAborted()
    }
    if (!isHistory) refuseOtherFile(others, file)
  }
}

/** An empty list is the history of a year without plays. */
function refuseOtherFile([entry]: readonly JsonEntry[], file: string | undefined): void {
  if (entry === undefined) return
  const members = Object.keys(entry.value).slice(0, 5)
  throw fileParseError(
    { line: entry.line, column: entry.column, ...(file === undefined ? {} : { file }) },
    `this is no entry of a listening history: it has ${members.length === 0 ? 'nothing in it' : members.join(', ')}. Upload Streaming_History_Audio_….json, endsong.json, StreamingHistory_….json, or the whole ZIP file.`,
  )
}
