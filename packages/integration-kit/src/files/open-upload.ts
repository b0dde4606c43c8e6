import { IntegrationError, isIntegrationError } from '../integration-error.ts'
import type { ImportFile } from '../stream.ts'
import type { ImportReport } from './import-entries.ts'
import type { Recognised } from './json/recognise-json.ts'
import { InflationMeter, type ZipLimits } from './zip/inflation-meter.ts'
import { readRange } from './zip/read-range.ts'
import { readZipEntries, type ZipEntry } from './zip/zip-entries.ts'

/** The requirements of the files of an upload. */
export interface UploadContents {
  /** The provider of the files: `Spotify`. */
  readonly provider: string
  /** Their contents: `listening history`. */
  readonly what: string
  /** The provider's names of such files. Only for files whose contents cannot be inspected. */
  readonly names: Pick<RegExp, 'test'>
  /** The names to show the person: `endsong.json or StreamingHistory_….json`. */
  readonly lookFor: string
  readonly signal: AbortSignal
  /** The kind of a file by its first 64 KiB; by its name only where the contents of several kinds are alike. */
  recognise(head: Uint8Array, name: string): Promise<Recognised>
}

/** One file of an upload. */
export interface UploadedFile {
  /** `undefined` if the upload itself is the file. */
  readonly name: string | undefined
  open(): AsyncIterable<Uint8Array>
}

/** The wanted files of an upload. */
export interface Upload {
  /** Messages of the first page about files that are not imported. */
  readonly report: ImportReport
  /** In archive order, for one pass: read each to its end before the next. Call again for another pass. */
  files(): readonly UploadedFile[]
}

/** Decades of a person's data are some hundred MiB of text, which is compressed to a twentieth. */
export const ZIP_LIMITS: ZipLimits = { entries: 10_000, bytes: 4 * 1024 * 1024 * 1024, ratio: 200 }

/** The inspected beginning of a file: several entries, since the first may be unusual. */
const HEAD_BYTES = 64 * 1024

/** "PK" and what may follow: an entry, the end of an empty directory, the marker of a split file. */
const ZIP_SIGNATURES = new Set([0x04034b50, 0x06054b50, 0x08074b50, 0x30304b50])

/** Files that operating systems add to folders. */
const SYSTEM_FILE = /^__MACOSX\/|(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i

/**
 * Finds the wanted files in an upload by their contents: the upload itself, or files in a ZIP file. Others, including unreadable ones,
 * are skipped and reported. Throws `file_parse_error` for a ZIP file without any, for a damaged one, and for one that unpacks to more
 * than an export can contain.
 */
export async function openUpload(file: ImportFile, contents: UploadContents): Promise<Upload> {
  const start = await headOf(readRange(file, 0, 4), 4)
  if (!isZip(start))
    return { report: { rejected: [] }, files: () => [{ name: undefined, open: () => file.open() }] }
  const sorted = await sortEntries(await readZipEntries(file, ZIP_LIMITS.entries), contents)
  if (sorted.found.length === 0) throw nothingFound(sorted, contents)
  const files = () => {
    const meter = new InflationMeter(file.size, ZIP_LIMITS)
    return sorted.found.map((entry) => ({ name: baseName(entry), open: () => entry.open(meter) }))
  }
  return { report: reportOf(sorted, contents), files }
}

/** Whether a file is a ZIP file, by its first four bytes. */
export function isZip(head: Buffer): boolean {
  return head.length >= 4 && ZIP_SIGNATURES.has(head.readUInt32LE(0))
}

/** Whether an entry of a ZIP file was added by an operating system. */
export function isSystemFile(name: string): boolean {
  return SYSTEM_FILE.test(name)
}

interface SortedEntries {
  readonly found: ZipEntry[]
  /** The names of other files. */
  readonly passedOver: string[]
  /** Files with the name of wanted ones that cannot be read, with the reason. */
  readonly unreadable: { readonly name: string; readonly reason: string }[]
}

async function sortEntries(entries: readonly ZipEntry[], contents: UploadContents): Promise<SortedEntries> {
  const sorted: SortedEntries = { found: [], passedOver: [], unreadable: [] }
  for (const entry of entries) {
    contents.signal.throwIfAborted()
    if (isSystemFile(entry.name)) continue
    const name = baseName(entry)
    const problem = await problemOf(entry, contents)
    if (problem === undefined) sorted.found.push(entry)
    else if (contents.names.test(name)) sorted.unreadable.push({ name, reason: problem })
    else sorted.passedOver.push(problem === otherThan(contents) ? name : `${name} (cannot be read)`)
  }
  return sorted
}

function baseName({ name }: ZipEntry): string {
  return name.split('/').at(-1) ?? name
}

function otherThan({ what }: UploadContents): string {
  return `It is not a ${what}.`
}

/** Why an entry is not imported; `undefined` for a wanted one. */
async function problemOf(entry: ZipEntry, contents: UploadContents): Promise<string | undefined> {
  if (entry.problem !== undefined) return entry.problem
  const isNamedSo = contents.names.test(baseName(entry))
  try {
    // Only the head is inflated, whatever the size of the entry.
    const head = await headOf(entry.open(new InflationMeter(HEAD_BYTES, ZIP_LIMITS)), HEAD_BYTES)
    const kind = await contents.recognise(head, baseName(entry))
    // A list without entries is wanted by its name: a year without events.
    return kind === 'wanted' || (kind !== 'other' && isNamedSo) ? undefined : otherThan(contents)
  } catch (error) {
    // A damaged file that is not wanted must not refuse the import.
    if (isNamedSo || !isIntegrationError(error)) throw error
    return error.message
  }
}

/** The first bytes of a file. */
export async function headOf(chunks: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let read = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    read += chunk.length
    if (read >= length) break
  }
  return Buffer.concat(parts).subarray(0, length)
}

const NAMED_FILES = 10

function reportOf({ passedOver, unreadable }: SortedEntries, { what }: UploadContents): ImportReport {
  const rejected = unreadable.map(({ name, reason }) => ({ reason, position: name, raw: { file: name } }))
  if (passedOver.length === 0) return { rejected }
  const more = passedOver.length > NAMED_FILES ? ` and ${passedOver.length - NAMED_FILES} more` : ''
  const named = passedOver.slice(0, NAMED_FILES).join(', ')
  return { rejected, warning: `Not imported, because they are not part of the ${what}: ${named}${more}.` }
}

const ARCHIVE = /\.(zip|gz|tgz|tar|7z|rar|bz2|xz|zst)$/i

function nothingFound(
  { passedOver, unreadable: [unreadable] }: SortedEntries,
  { provider, what, lookFor }: UploadContents,
): IntegrationError {
  if (unreadable !== undefined)
    return new IntegrationError('file_parse_error', `${unreadable.name}: ${unreadable.reason}`)
  const archive = passedOver.find((name) => ARCHIVE.test(name))
  if (archive !== undefined)
    return new IntegrationError(
      'file_parse_error',
      `The ZIP file holds another archive, ${JSON.stringify(archive)}. Unpack it and upload what is inside.`,
    )
  const named = passedOver.slice(0, 5).join(', ')
  return new IntegrationError(
    'file_parse_error',
    `This ZIP file has no ${what}${named === '' ? '' : ` (it has ${named})`}. The ZIP file of ${provider} with the ${what} contains files named ${lookFor}.`,
  )
}
