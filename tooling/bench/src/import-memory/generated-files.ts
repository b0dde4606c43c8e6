import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { generateViewingActivity, generateViewingHistory } from '@tributary/integration-netflix/simulator'
import {
  exportFiles,
  generateListening,
  type Play,
  zipStream,
} from '@tributary/integration-spotify/simulator'

const MEBIBYTE = 1024 * 1024

/** A file that is generated while it is written, with its approximate size before packing. */
interface GeneratedFile {
  readonly integration: 'netflix' | 'spotify'
  readonly filename: string
  chunks(bytes: number): AsyncIterable<Uint8Array | string>
}

/** The generated size of a row or an entry, in bytes. */
const VIEWING_BYTES = 49
const ACTIVITY_BYTES = 128
/** A row with an unrealistically long column. */
const WIDE_ROW_BYTES = 2048
const PLAY_BYTES = 760

/** By the name on the command line. */
export const GENERATED_FILES = {
  netflix: {
    integration: 'netflix',
    filename: 'NetflixViewingHistory.csv',
    chunks: (bytes) => generateViewingHistory({ rows: Math.round(bytes / VIEWING_BYTES) }),
  },
  /** Rows of one day are far apart, as in a file sorted by title. */
  'netflix-unordered': {
    integration: 'netflix',
    filename: 'NetflixViewingHistory.csv',
    chunks: unorderedViewings,
  },
  'netflix-full': {
    integration: 'netflix',
    filename: 'ViewingActivity.csv',
    chunks: (bytes) => generateViewingActivity({ rows: Math.round(bytes / ACTIVITY_BYTES) }),
  },
  /** Few rows for its size: 1 GiB is imported in minutes. */
  'netflix-wide': { integration: 'netflix', filename: 'ViewingActivity.csv', chunks: wideActivity },
  spotify: { integration: 'spotify', filename: 'endsong.json', chunks: oneList },
  'spotify-zip': { integration: 'spotify', filename: 'my_spotify_data.zip', chunks: archive },
} as const satisfies Readonly<Record<string, GeneratedFile>>

export async function writeGenerated(
  path: string,
  { chunks }: GeneratedFile,
  mebibytes: number,
): Promise<void> {
  await pipeline(Readable.from(chunks(mebibytes * MEBIBYTE)), createWriteStream(path))
}

/** Four histories of other people over the same days, one after the other. */
async function* unorderedViewings(bytes: number): AsyncGenerator<Uint8Array> {
  const parts = 4
  for (let seed = 1; seed <= parts; seed += 1) {
    const part = generateViewingHistory({ rows: Math.round(bytes / VIEWING_BYTES / parts), seed })
    yield* seed === 1 ? part : withoutHeader(part)
  }
}

async function* withoutHeader(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const chunk of chunks) {
    yield isFirst ? chunk.subarray(Buffer.from(chunk).indexOf('\n') + 1) : chunk
    isFirst = false
  }
}

async function* wideActivity(bytes: number): AsyncGenerator<Uint8Array> {
  const filler = 'x'.repeat(WIDE_ROW_BYTES - ACTIVITY_BYTES)
  for await (const chunk of generateViewingActivity({ rows: Math.round(bytes / WIDE_ROW_BYTES) }))
    yield Buffer.from(Buffer.from(chunk).toString('latin1').replaceAll('Sim Smart TV', filler), 'latin1')
}

/** Plays of a total size, in batches of a few years each: a lifetime has fewer than a file of 1 GiB. */
function* lots(bytes: number): Generator<Play[]> {
  let left = Math.round(bytes / PLAY_BYTES)
  const [from, to] = [Date.UTC(2022, 0, 1), Date.UTC(2025, 0, 1)]
  for (let seed = 1; left > 0; seed += 1) {
    const plays = [...generateListening({ random: randomFrom(seed), from, to })].slice(0, left)
    left -= plays.length
    yield plays
  }
}

/** One list of all plays: the text between the lists of batches becomes a comma. */
async function* oneList(bytes: number): AsyncGenerator<string> {
  let before = '['
  for (const plays of lots(bytes)) {
    const [file] = exportFiles(plays, { format: 'extended', entriesPerFile: plays.length })
    for (const chunk of file?.chunks() ?? [])
      yield Buffer.from(chunk)
        .toString()
        .replace(/^\[/, () => before)
        .replace(/\n\]\n$/, '')
    before = ','
  }
  yield '\n]\n'
}

async function* archive(bytes: number): AsyncGenerator<Uint8Array> {
  const files = [...lots(bytes)].flatMap((plays, lot) =>
    exportFiles(plays, { format: 'extended' }).map((file) => ({ ...file, name: `${lot}/${file.name}` })),
  )
  yield* zipStream(files)
}

/** A linear congruential generator (Numerical Recipes): the same file for the same size. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
