import type { ImportFile } from '../../stream.ts'
import { fileParseError } from '../file-parse-error.ts'
import type { HtmlRows } from '../html/html-rows.ts'
import { jsonOrHtmlEntries, recogniseJsonOrHtml } from '../html/json-or-html.ts'
import type { ImportReport } from '../import-entries.ts'
import { openUpload, type UploadContents, type UploadedFile } from '../open-upload.ts'
import type { JsonEntry } from './json-entries.ts'

/** The requirements of an upload of JSON files. */
export interface JsonContents extends Omit<UploadContents, 'recognise'> {
  /** Whether an entry is a wanted one; or, of several formats, the name of its format: `extended-history`. */
  isWanted(entry: JsonEntry['value']): boolean | string | undefined
  /** For providers that also deliver HTML: how a row is read as an entry. */
  readonly html?: HtmlRows
}

/** An entry of one of the files of an upload. */
export interface UploadEntry extends JsonEntry {
  /** Files in different folders may have the same name. */
  readonly fileNumber: number
}

/** The JSON files of an upload. */
export interface JsonUpload {
  /** Messages of the first page about files that are not imported. */
  readonly report: ImportReport
  /** The entries of all files, in order. Call again for another pass. */
  entries(): AsyncGenerator<readonly UploadEntry[]>
  sizeOf(entry: UploadEntry): number
}

/** How many entries are searched for a wanted one, because the first may be malformed. */
const LOOKED_AT = 20

/**
 * Finds the JSON files in an upload that are lists of wanted entries, by their contents and not by their names: the upload itself, or
 * files in a ZIP file. Throws `file_parse_error` for a ZIP file without any; while reading, with line and column, also for a file that
 * begins with other entries.
 *
 * @example
 * const upload = await openJsonUpload(context.file, {
 *   provider: 'Google', what: 'watch history', names: /watch-history\.json$/, lookFor: 'watch-history.json',
 *   isWanted: (entry) => 'titleUrl' in entry && 'time' in entry, signal: context.signal,
 * })
 * yield* importEntries(context, { ...upload, reader })
 */
export async function openJsonUpload(file: ImportFile, contents: JsonContents): Promise<JsonUpload> {
  const recognise = async (head: Uint8Array) =>
    recogniseJsonOrHtml(head, (entry) => Boolean(contents.isWanted(entry)), contents.html)
  const { report, files } = await openUpload(file, { ...contents, recognise })
  return { report, entries: () => entriesOf(files(), contents), sizeOf: ({ length }) => length }
}

async function* entriesOf(
  files: readonly UploadedFile[],
  contents: JsonContents,
): AsyncGenerator<readonly UploadEntry[]> {
  const { provider, signal, isWanted, html } = contents
  for (const [fileNumber, file] of files.entries()) {
    const others: JsonEntry[] = []
    let isFound = false
    for await (const entries of jsonOrHtmlEntries(file, { provider, file: file.name, signal, html })) {
      isFound ||= entries.some(({ value }) => Boolean(isWanted(value)))
      if (!isFound) others.push(...entries)
      if (others.length >= LOOKED_AT && !isFound) refuse(others, contents)
      yield entries.map((entry) => ({ ...entry, fileNumber }))
      signal.throwIfAborted()
    }
    if (!isFound) refuse(others, contents)
  }
}

/** An empty list is that of a year without events. */
function refuse([entry]: readonly JsonEntry[], { what, lookFor }: JsonContents): void {
  if (entry === undefined) return
  const members = Object.keys(entry.value).slice(0, 5).join(', ')
  throw fileParseError(
    entry,
    `this is not an entry of a ${what}: it has ${members === '' ? 'no members' : members}. Upload ${lookFor}, or the whole ZIP file.`,
  )
}
