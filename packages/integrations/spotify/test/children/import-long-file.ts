// `import-long-file.ts <what> <plays>`: prints what an import of so many plays keeps in memory, in megabytes.

import { type LongFile, retainedByImport } from '@tributary/testkit/memory'
import { wholeOf, zipStream } from '../../simulator/index.ts'
import { streamingHistory } from '../../src/streaming-history.ts'

const FIRST = Date.UTC(2020, 0, 1)
const MINUTE = 60_000

/** No network, and a clock of the device that tells nothing: only counting tells equal plays apart. */
function extendedPlay(number: number): Record<string, unknown> {
  return {
    ts: `${new Date(FIRST + number * MINUTE).toISOString().slice(0, 19)}Z`,
    ms_played: 200_000,
    master_metadata_track_name: `Song ${number}`,
    master_metadata_album_artist_name: 'Example Artist',
    spotify_track_uri: `spotify:track:${number}`,
    offline: true,
    offline_timestamp: null,
  }
}

function accountPlay(number: number): Record<string, unknown> {
  const endTime = new Date(FIRST + number * MINUTE).toISOString().slice(0, 16).replace('T', ' ')
  return { endTime, artistName: 'Example Artist', trackName: `Song ${number}`, msPlayed: 200_000 }
}

/** A list of so many plays, a hundred at a time. */
function* listOf(play: (number: number) => object, plays: number): Generator<Uint8Array> {
  for (let from = 0; from < plays; from += 100) {
    const part = Array.from({ length: 100 }, (_, index) => JSON.stringify(play(from + index)))
    yield Buffer.from(`${from === 0 ? '[' : ','}${part.join(',\n')}`)
  }
  yield Buffer.from(']')
}

function accountFile(plays: number): LongFile {
  const open = async function* () {
    yield* listOf(accountPlay, plays)
  }
  let size = 0
  for (const chunk of listOf(accountPlay, plays)) size += chunk.length
  return { size, open }
}

/** Packed, it is small enough to be in memory. */
async function archiveOf(plays: number): Promise<LongFile> {
  const name = 'data/Streaming_History_Audio_0.json'
  const bytes = await wholeOf(zipStream([{ name, chunks: () => listOf(extendedPlay, plays) }]))
  const open = async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
  }
  return { size: bytes.length, open }
}

const files: Readonly<Record<string, (plays: number) => LongFile | Promise<LongFile>>> = {
  account: accountFile,
  zip: archiveOf,
}

const [, , what = '', plays = ''] = process.argv
const file = await files[what]?.(Number(plays))
if (file === undefined) throw new Error(`there is no file "${what}"`)
const { importFile } = streamingHistory
if (importFile === undefined) throw new Error('the stream imports no file')
process.stdout.write(String(await retainedByImport(importFile, file)))
