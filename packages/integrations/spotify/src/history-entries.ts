import type { ImportFile } from '@tributary/integration-kit'
import { formatOf } from './export-entry.ts'
import { fileParseError } from './file-parse-error.ts'
import { historyFiles } from './history-files.ts'
import { decodeUtf8 } from './json/decode-utf8.ts'
import { type JsonEntry, jsonEntries } from './json/json-entries.ts'

/** An entry of one of the files of an upload. */
export interface HistoryEntry extends JsonEntry {
  readonly file: string | undefined
}

/**
 * All entries of all files of an upload, as they come. Throws `file_parse_error`, with line and column, also for a file
 * whose first entry is none of a listening history: then it is another file of Spotify's, or of somebody else's.
 */
export async function* historyEntries(
  upload: ImportFile,
  signal: AbortSignal,
): AsyncGenerator<readonly HistoryEntry[]> {
  signal.throwIfAborted()
  for await (const { name: file, contents } of historyFiles(upload)) {
    let isFirst = true
    for await (const entries of jsonEntries(decodeUtf8(contents, file), file)) {
      const [first] = entries
      if (isFirst && first !== undefined) refuseOtherFiles(first, file)
      isFirst = false
      yield entries.map((entry) => ({ ...entry, file }))
      signal.throwIfAborted()
    }
  }
}

function refuseOtherFiles(entry: JsonEntry, file: string | undefined): void {
  if (formatOf(entry.value) !== undefined) return
  const members = Object.keys(entry.value).slice(0, 5)
  throw fileParseError(
    { line: entry.line, column: entry.column, ...(file === undefined ? {} : { file }) },
    `this is no entry of a listening history: it has ${members.length === 0 ? 'nothing in it' : members.join(', ')}. Upload Streaming_History_Audio_….json, endsong_….json, StreamingHistory_….json, or the whole ZIP file.`,
  )
}
