import { mediaTypeOf } from '../media-type-of.ts'
import type { Entry } from './entry-format.ts'
import { instantOf, millisecondsOf, numberOf, textOf } from './entry-members.ts'
import {
  defined,
  type EmptyEntry,
  nameless,
  type Played,
  type PlayedEntry,
  type UnusableEntry,
  unusable,
} from './played-entry.ts'
import { rawOf } from './raw-entry.ts'

/** An entry of `Streaming_History_Audio_*.json`, `Streaming_History_Video_*.json`, `endsong*.json` or `endvideo*.json`. */
export interface ExtendedPlay extends PlayedEntry {
  readonly source: 'extended-history'
  /** When the play ended, RFC 3339 in UTC; for one without a network, when the device delivered it. */
  readonly ts: string
  readonly isOffline: boolean
  /** When a play without a network began, by the device's clock. */
  readonly deviceStartedAt: string | undefined
}

export function readExtended(entry: Entry): ExtendedPlay | EmptyEntry | UnusableEntry {
  const ts = instantOf(entry['ts'])
  const msPlayed = millisecondsOf(entry['ms_played'])
  const played = playedIn(entry)
  if (played === undefined) return nameless(entry, msPlayed)
  if (ts === undefined) return unusable('"ts" is no time like 2024-04-20T18:15:22Z.', entry)
  const isOffline = entry['offline'] === true
  const deviceStartedAt = isOffline ? deviceTimeOf(entry['offline_timestamp'], ts) : undefined
  return {
    source: 'extended-history',
    ts,
    msPlayed,
    ...played,
    isOffline,
    deviceStartedAt,
    raw: rawOf(entry),
  }
}

/** Exactly one of the three groups of members is filled; audiobooks came last and may fill the track's, too. */
function playedIn(entry: Entry): Played | undefined {
  return bookIn(entry) ?? episodeIn(entry) ?? trackIn(entry) ?? unnamedIn(entry)
}

function bookIn(entry: Entry): Played | undefined {
  const book = textOf(entry['audiobook_title'])
  const chapter = textOf(entry['audiobook_chapter_title'])
  const title = chapter ?? book
  if (title === undefined) return undefined
  return defined<Played>({
    type: 'audiobook-chapter',
    title,
    isNamed: true,
    by: namesIn(entry, 'master_metadata_album_artist_name'),
    uri: textOf(entry['audiobook_chapter_uri']) ?? textOf(entry['audiobook_uri']),
    seriesTitle: book,
    partTitle: chapter,
  })
}

function episodeIn(entry: Entry): Played | undefined {
  const show = textOf(entry['episode_show_name'])
  const uri = textOf(entry['spotify_episode_uri'])
  const episode = textOf(entry['episode_name'])
  // Better than nothing, but a URI identifies the episode.
  const title = episode ?? (uri === undefined ? show : undefined)
  if (title === undefined) return undefined
  return defined<Played>({
    type: 'podcast-episode',
    title,
    isNamed: true,
    by: namesIn(entry, 'episode_show_name'),
    uri,
    seriesTitle: show,
    partTitle: episode,
  })
}

function trackIn(entry: Entry): Played | undefined {
  const title = textOf(entry['master_metadata_track_name'])
  if (title === undefined) return undefined
  const by = namesIn(entry, 'master_metadata_album_artist_name')
  return defined<Played>({
    type: 'track',
    title,
    isNamed: true,
    by,
    uri: textOf(entry['spotify_track_uri']),
  })
}

const URI_MEMBERS = [
  'audiobook_chapter_uri',
  'audiobook_uri',
  'spotify_episode_uri',
  'spotify_track_uri',
] as const

/** A track or episode that has left the catalogue has no names, but still its URI. */
function unnamedIn(entry: Entry): Played | undefined {
  const uri = URI_MEMBERS.map((member) => textOf(entry[member])).find((each) => each !== undefined)
  if (uri === undefined) return undefined
  const by = [...namesIn(entry, 'master_metadata_album_artist_name'), ...namesIn(entry, 'episode_show_name')]
  const [seriesTitle] = namesIn(entry, 'episode_show_name')
  return defined<Played>({
    type: mediaTypeOf(uri),
    title: uri,
    isNamed: false,
    by,
    uri,
    seriesTitle,
    partTitle: undefined,
  })
}

function namesIn(entry: Entry, member: string): string[] {
  const name = textOf(entry[member])
  return name === undefined ? [] : [name]
}

/** Spotify opened in 2008. An earlier value is not a time: 0 means that there is none. */
const FIRST_PLAY = Date.parse('2008-01-01T00:00:00Z')
/** Larger values are milliseconds, smaller ones seconds: the year 5138 and 1973. */
const LEAST_MILLISECONDS = 100_000_000_000
/** A device's clock may be ahead. */
const AHEAD_MILLISECONDS = 24 * 60 * 60 * 1000

/** In seconds since 2022, before then in milliseconds. Whole seconds, so that both are one time. */
function deviceTimeOf(value: unknown, ts: string): string | undefined {
  const number = numberOf(value) ?? 0
  const time = Math.floor(number < LEAST_MILLISECONDS ? number : number / 1000) * 1000
  if (time < FIRST_PLAY || time > Date.parse(ts) + AHEAD_MILLISECONDS) return undefined
  return new Date(time).toISOString()
}
