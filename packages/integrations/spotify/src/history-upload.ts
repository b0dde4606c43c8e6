import { type ImportFile, IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import { HEAD_BYTES, recogniseHistory } from './recognise-history.ts'
import { InflationMeter, type ZipLimits } from './zip/inflation-meter.ts'
import { readRange } from './zip/read-range.ts'
import { readZipEntries, type ZipEntry } from './zip/zip-entries.ts'

/** One JSON file of a listening history. */
export interface HistoryFile {
  /** `undefined` for an upload that is the file itself. */
  readonly name: string | undefined
  readonly contents: AsyncIterable<Uint8Array>
}

/** A file that has the name of a history file and cannot be read, with the reason. */
export interface UnreadableFile {
  readonly name: string
  readonly reason: string
}

/** The files of an upload. */
export interface HistoryUpload {
  /** The names of the files that are no listening history. */
  readonly passedOver: readonly string[]
  readonly unreadable: readonly UnreadableFile[]
  /** The history files in archive order, for one pass: read each to its end before the next. Call again for another pass. */
  files(): readonly HistoryFile[]
}

/** Decades of listening are some hundred MiB of JSON, which shrinks to a twentieth. */
const LIMITS: ZipLimits = { entries: 10_000, bytes: 4 * 1024 * 1024 * 1024, ratio: 200 }

/** "PK" and what may follow: an entry, the end of an empty directory, the mark of a file that was split. */
const ZIP_SIGNATURES = new Set([0x04034b50, 0x06054b50, 0x08074b50, 0x30304b50])

/** What Spotify has called these files over the years. Only for files whose contents cannot be looked at. */
const HISTORY_NAME = /(streaming_?history|endsong|endvideo|endpodcast)[^/]*\.json$/i

/** Files that operating systems add to folders. */
const SYSTEM_FILE = /^__MACOSX\/|(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i

/**
 * Finds the files of a history in an upload: the upload itself, or those in a ZIP file that are one by their contents,
 * whatever their names. Throws `file_parse_error` for a ZIP file that holds none.
 */
export async function openHistory(file: ImportFile, signal: AbortSignal): Promise<HistoryUpload> {
  const start = await headOf(readRange(file, 0, 4), 4)
  if (start.length < 4 || !ZIP_SIGNATURES.has(start.readUInt32LE(0))) {
    const files = () => [{ name: undefined, contents: file.open() }]
    return { passedOver: [], unreadable: [], files }
  }
  const found: ZipEntry[] = []
  const passedOver: string[] = []
  const unreadable: UnreadableFile[] = []
  for (const entry of await readZipEntries(file, LIMITS.entries)) {
    signal.throwIfAborted()
    if (SYSTEM_FILE.test(entry.name)) continue
    const name = baseName(entry)
    const problem = await problemOf(entry)
    if (problem === undefined) found.push(entry)
    else if (HISTORY_NAME.test(name)) unreadable.push({ name, reason: problem })
    else passedOver.push(problem === OTHER ? name : `${name} (cannot be read)`)
  }
  if (found.length === 0) throw noHistory(passedOver, unreadable)
  const files = () => {
    const meter = new InflationMeter(file.size, LIMITS)
    return found.map((entry) => ({ name: baseName(entry), contents: entry.open(meter) }))
  }
  return { passedOver, unreadable, files }
}

function baseName({ name }: ZipEntry): string {
  return name.split('/').at(-1) ?? name
}

const OTHER = 'It is not a list of plays.'

/** Why an entry is not imported; `undefined` for a history file. */
async function problemOf(entry: ZipEntry): Promise<string | undefined> {
  if (entry.problem !== undefined) return entry.problem
  const isNamedSo = HISTORY_NAME.test(baseName(entry))
  try {
    // No more than the head is inflated, whatever the size of the entry.
    const head = await headOf(entry.open(new InflationMeter(HEAD_BYTES, LIMITS)), HEAD_BYTES)
    const kind = recogniseHistory(head)
    // A list without entries is a history file by its name alone: a year without plays.
    return kind === 'history' || (kind !== 'other' && isNamedSo) ? undefined : OTHER
  } catch (error) {
    // A damaged file that is not part of the history must not refuse the import.
    if (isNamedSo || !isIntegrationError(error)) throw error
    return error.message
  }
}

async function headOf(chunks: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let read = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    read += chunk.length
    if (read >= length) break
  }
  return Buffer.concat(parts).subarray(0, length)
}

const ARCHIVE = /\.(zip|gz|tgz|tar|7z|rar|bz2|xz|zst)$/i

function noHistory(others: readonly string[], [unreadable]: readonly UnreadableFile[]): IntegrationError {
  if (unreadable !== undefined)
    return new IntegrationError('file_parse_error', `${unreadable.name}: ${unreadable.reason}`)
  const archive = others.find((name) => ARCHIVE.test(name))
  if (archive !== undefined)
    return new IntegrationError(
      'file_parse_error',
      `The ZIP file holds another archive, ${JSON.stringify(archive)}. Unpack it and upload what is inside.`,
    )
  const named = others.slice(0, 5).join(', ')
  return new IntegrationError(
    'file_parse_error',
    `This ZIP file has no listening history${named === '' ? '' : ` (it has ${named})`}. In Spotify's one that you are looking for are files named Streaming_History_Audio_… or StreamingHistory_music_….`,
  )
}
