import { type ImportFile, IntegrationError } from '@tributary/integration-kit'
import { ByteSource } from './zip/byte-source.ts'
import { type ZipLimits, zipEntries } from './zip/zip-entries.ts'

/** One JSON file of a listening history. */
export interface HistoryFile {
  /** `undefined` for an upload that is the file itself. */
  readonly name: string | undefined
  readonly contents: AsyncIterable<Uint8Array>
}

/** Decades of listening are some hundred MiB of JSON, which shrinks to a twentieth. */
const LIMITS: ZipLimits = { entries: 10_000, bytes: 4 * 1024 * 1024 * 1024, ratio: 200 }

/** What Spotify has called these files over the years, in whatever folder. */
const HISTORY_NAMES = [
  /^Streaming_History_(Audio|Video)_.*\.json$/i,
  /^endsong_\d+\.json$/i,
  /^StreamingHistory.*\.json$/i,
]

const ZIP_SIGNATURES = new Set([0x04034b50, 0x06054b50])

/**
 * The history files of an upload: the upload itself, or those in a ZIP file, in its order. What else Spotify packs into
 * it is passed over. Throws `file_parse_error` for a ZIP file that holds none.
 */
export async function* historyFiles(file: ImportFile): AsyncGenerator<HistoryFile> {
  const source = new ByteSource(file.open())
  const start = await source.take(4)
  if (start !== undefined) source.putBack(start)
  if (start === undefined || !isZip(start)) {
    yield { name: undefined, contents: source.rest() }
    return
  }
  let found = false
  const others: string[] = []
  for await (const { name, contents } of zipEntries(source.rest(), {
    compressedBytes: file.size,
    limits: LIMITS,
  })) {
    const baseName = name.split('/').at(-1) ?? ''
    if (!HISTORY_NAMES.some((pattern) => pattern.test(baseName))) {
      if (others.length < 5 && baseName !== '') others.push(baseName)
      continue
    }
    found = true
    yield { name: baseName, contents }
  }
  if (!found) throw noHistory(others)
}

function isZip(start: Uint8Array): boolean {
  return ZIP_SIGNATURES.has(new DataView(start.buffer, start.byteOffset, 4).getUint32(0, true))
}

function noHistory(others: readonly string[]): IntegrationError {
  return new IntegrationError(
    'file_parse_error',
    `This ZIP file has no listening history${others.length === 0 ? '' : ` (it has ${others.join(', ')})`}. In Spotify's one that you are looking for are files named Streaming_History_Audio_… or StreamingHistory_music_….`,
  )
}
