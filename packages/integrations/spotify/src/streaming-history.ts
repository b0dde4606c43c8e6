import { type MediaRecord, mediaStream } from '@tributary/integration-kit'
import { timeZoneOf } from '@tributary/integration-kit/dates'
import {
  type EntryContent,
  importEntries,
  localDateOf,
  OccurrenceNumbers,
  openJsonUpload,
  readOptions,
  rejectedEntry,
  type UploadEntry,
} from '@tributary/integration-kit/files'
import { SpotifyImportOptions } from './import-options.ts'
import { fileRecord } from './mapping.ts'
import { formatOf, rawOf, readEntry } from './read-entry.ts'

/** Spotify counts a play from this duration on. */
const SHORTEST_COUNTED_MILLISECONDS = 30_000

/** Its files, with Spotify's names over the years. */
export const HISTORY = {
  provider: 'Spotify',
  what: 'listening history',
  names: /(streaming_?history|endsong|endvideo|endpodcast)[^/]*\.json$/i,
  lookFor: 'Streaming_History_Audio_….json, endsong.json or StreamingHistory_….json',
  isWanted: formatOf,
}

export const streamingHistory = mediaStream({
  id: 'streaming-history',
  displayName: 'Streaming history',
  async *importFile(context) {
    const { shortPlays, timeZone } = readOptions(SpotifyImportOptions, context.options)
    const localDate = localDateOf(timeZone.trim() || timeZoneOf(context.connection))
    const options = { leavesOutShort: shortPlays === 'leave_out', localDate }
    const occurrences = new OccurrenceNumbers(context.file)
    yield* importEntries(context, {
      ...(await openJsonUpload(context.file, { ...HISTORY, signal: context.signal })),
      survey: (entry) => occurrences.survey(keyOf(entry, readEntry(entry.value))),
      reader: () => entryReader(occurrences, options),
    })
  },
})

/** The common part of entries of one file that no time distinguishes. */
function keyOf({ fileNumber }: UploadEntry, play: ReturnType<typeof readEntry>): string | undefined {
  return 'identity' in play && play.identity !== undefined ? `${fileNumber} ${play.identity}` : undefined
}

function entryReader(
  occurrences: OccurrenceNumbers,
  options: { readonly leavesOutShort: boolean; localDate(instant: string): string },
) {
  const { leavesOutShort, localDate } = options
  const occurrenceOf = occurrences.counter()
  return (entry: UploadEntry): EntryContent<MediaRecord> => {
    const play = readEntry(entry.value)
    if (play.source === 'empty') return { skipped: true }
    if (play.source === 'unusable') return { rejected: rejectedEntry(entry, play.reason, rawOf(entry.value)) }
    const occurrence = occurrenceOf(keyOf(entry, play), String(entry.fileNumber))
    const { msPlayed = SHORTEST_COUNTED_MILLISECONDS } = play
    if (leavesOutShort && msPlayed < SHORTEST_COUNTED_MILLISECONDS) return { skipped: true }
    return { toRecord: () => fileRecord(play, { localDate, occurrence, raw: rawOf(entry.value) }) }
  }
}
