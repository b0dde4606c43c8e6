import type { ImportContext, Page } from '../../stream.ts'
import { fileParseError, quoted } from '../file-parse-error.ts'
import { type EntryContent, importEntries } from '../import-entries.ts'
import { headOf, openUpload } from '../open-upload.ts'
import { readBeginning } from '../sections/read-beginning.ts'
import { readRange } from '../zip/read-range.ts'
import { kindOf, type MixedExport, type MixedFile } from './mixed-export.ts'
import { readMixedFile } from './read-mixed-file.ts'

/** The kinds of file that a stream imports, and how. */
interface MixedImport<Kind extends string, Row> {
  readonly only: readonly Kind[]
  /**
   * The records of all these files, and the reasons why others are rejected. Called once per pass with the same result; files may be read in any
   * order, one after the other.
   */
  read(files: readonly MixedFile<Kind>[]): AsyncIterable<readonly EntryContent<Row>[]>
  /** Reported with the last page. */
  warning?(): string | undefined
}

const HEAD_BYTES = 64 * 1024

/**
 * Imports some kinds of file of an export of many: a ZIP file, a part of one that came in several, or a single file. Files are told by what
 * they contain. A stream without any file of its kinds delivers nothing: another part may have them. Files that are not imported are reported
 * by the stream with the first kind. Throws `file_parse_error` for an upload without any file of any kind.
 *
 * @example
 * importFile: (context) =>
 *   importMixed(context, MIXED, {
 *     only: ['weight'],
 *     async *read(files) {
 *       for (const file of files)
 *         for await (const rows of file.entries())
 *           yield rows.map(({ value }) => ({ toRecord: () => weighing(value) }))
 *     },
 *   })
 */
export async function* importMixed<Kind extends string, Row>(
  context: Pick<ImportContext, 'cursor' | 'file' | 'signal'>,
  source: MixedExport<Kind>,
  { only, read, warning }: MixedImport<Kind, Row>,
): AsyncGenerator<Page<Row>> {
  const { file, signal } = context
  signal.throwIfAborted()
  const { report, files } = await openMixed(context, source)
  const wanted = (): readonly MixedFile<Kind>[] =>
    files().flatMap(({ name = file.filename, kind, open }) => {
      const entries = () => readMixedFile(source.kinds[kind], { ...source, name, signal, open })
      return only.includes(kind) ? [{ kind, name, entries }] : []
    })
  yield* importEntries(context, {
    entries: () => read(wanted()),
    sizeOf: () => RECORD_SIZE,
    reader: () => (content) => content,
    ...(only.includes(Object.keys(source.kinds)[0] as Kind) && { report }),
    ...(warning && { compare: async (_, { last }) => (last ? warning() : undefined) }),
  })
}

/** In characters: records of such files are short, and pages are limited by their number. */
const RECORD_SIZE = 128

async function openMixed<Kind extends string>(
  { file, signal }: Pick<ImportContext, 'file' | 'signal'>,
  source: MixedExport<Kind>,
) {
  // By place in the archive: names repeat in its folders.
  const kinds: Kind[] = []
  const recognise = async (head: Uint8Array, name: string) => {
    const kind = kindOf(source, await readBeginning(head), name)
    if (kind === undefined) return 'other'
    kinds.push(kind)
    return 'wanted'
  }
  const { report, files } = await openUpload(file, { ...source, names: NO_NAMES, signal, recognise })
  if (kinds.length === 0) kinds.push(await kindOfUpload(file, source))
  return {
    report,
    files: () => files().flatMap((each, place) => (kinds[place] ? [{ ...each, kind: kinds[place] }] : [])),
  }
}

/** A file that cannot be read is passed over: another product of the same account may have it in this ZIP file. */
const NO_NAMES = { test: () => false }

async function kindOfUpload<Kind extends string>(
  file: ImportContext['file'],
  source: MixedExport<Kind>,
): Promise<Kind> {
  const beginning = await readBeginning(await headOf(readRange(file, 0, HEAD_BYTES), HEAD_BYTES))
  const kind = kindOf(source, beginning, file.filename)
  if (kind !== undefined) return kind
  throw fileParseError(
    { line: 1, column: 1 },
    beginning.trim() === ''
      ? 'the file is empty.'
      : `this is not a file of ${source.provider} with ${source.what}: it begins with ${quoted(beginning.trimStart())}. Upload ${source.lookFor}, or the whole ZIP file.`,
  )
}
