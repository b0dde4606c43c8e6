import type { MediaType } from '@tributary/integration-kit'

/** What is read of an entry of a file, whichever. */
interface PlayedEntry {
  readonly type: MediaType
  /** Of the track, episode or chapter. */
  readonly title: string
  /** Artist or show. */
  readonly by: readonly string[]
  readonly seriesTitle?: string
  readonly partTitle?: string
  readonly msPlayed: number
  /** The entry with nothing in it that is about the person's device, address or account. */
  readonly raw: Record<string, unknown>
}

/** An entry of `Streaming_History_Audio_*.json`, `Streaming_History_Video_*.json` or `endsong_*.json`. */
export interface ExtendedPlay extends PlayedEntry {
  readonly source: 'extended-history'
  /** When the play ended, RFC 3339 in UTC. */
  readonly ts: string
  readonly uri?: string
}

/** An entry of `StreamingHistory_music_*.json` or `StreamingHistory_podcast_*.json`. */
export interface AccountPlay extends PlayedEntry {
  readonly source: 'account-data'
  /** As the file has it, in UTC: `2024-04-20 18:15`. */
  readonly endTime: string
}

/** An entry that cannot be used, and why. */
export interface UnusableEntry {
  readonly source: 'unusable'
  readonly reason: string
  readonly raw: Record<string, unknown>
}

type Entry = Readonly<Record<string, unknown>>

/** What kind of file an entry is from; `undefined` for one of neither. */
export function formatOf(entry: Entry): 'extended-history' | 'account-data' | undefined {
  if ('ts' in entry && 'ms_played' in entry) return 'extended-history'
  return 'endTime' in entry && 'msPlayed' in entry ? 'account-data' : undefined
}

export function readEntry(entry: Entry): ExtendedPlay | AccountPlay | UnusableEntry {
  const format = formatOf(entry)
  if (format === 'extended-history') return readExtended(entry)
  if (format === 'account-data') return readAccount(entry)
  return unusable('It has neither "ts" and "ms_played" nor "endTime" and "msPlayed".', entry)
}

/**
 * What is kept, named one by one: anything that Spotify adds stays out until somebody has looked at it. Left out on
 * purpose: `ip_addr`, `ip_addr_decrypted`, `user_agent_decrypted`, `username`.
 */
const KEPT = new Set([
  'ts',
  'ms_played',
  'conn_country',
  'master_metadata_track_name',
  'master_metadata_album_artist_name',
  'master_metadata_album_album_name',
  'spotify_track_uri',
  'episode_name',
  'episode_show_name',
  'spotify_episode_uri',
  'audiobook_title',
  'audiobook_uri',
  'audiobook_chapter_uri',
  'audiobook_chapter_title',
  'reason_start',
  'reason_end',
  'shuffle',
  'skipped',
  'offline',
  'offline_timestamp',
  'incognito_mode',
  'endTime',
  'artistName',
  'trackName',
  'podcastName',
  'episodeName',
  'msPlayed',
])

/** Older files have the whole user agent here: `web_player windows 10;chrome 92.0.4515.131;desktop`. */
const PLAIN_PLATFORM = /^[a-z_]{1,20}$/i

function rawOf(entry: Entry): Record<string, unknown> {
  const raw = Object.fromEntries(
    Object.entries(entry).filter(([name, value]) => KEPT.has(name) && value !== null && isPlain(value)),
  )
  const { platform } = entry
  if (typeof platform === 'string' && PLAIN_PLATFORM.test(platform)) raw['platform'] = platform
  return raw
}

/** A nested value is none that Spotify documents, and could hold anything. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object'
}

function readExtended(entry: Entry): ExtendedPlay | UnusableEntry {
  const ts = instantOf(entry['ts'])
  if (ts === undefined) return unusable('"ts" is no time like 2024-04-20T18:15:22Z.', entry)
  const msPlayed = millisecondsOf(entry['ms_played'])
  if (msPlayed === undefined) return unusable('"ms_played" is no number of milliseconds.', entry)
  const played = playedIn(entry)
  if (played === undefined) return unusable('It does not say what was played.', entry)
  return { source: 'extended-history', ts, msPlayed, ...played, raw: rawOf(entry) }
}

type Played = Pick<ExtendedPlay, 'type' | 'title' | 'by' | 'uri' | 'seriesTitle' | 'partTitle'>

/** Exactly one of the three groups of members is filled; audiobooks came last and may fill the track's, too. */
function playedIn(entry: Entry): Played | undefined {
  const book = textOf(entry['audiobook_title'])
  const chapter = textOf(entry['audiobook_chapter_title'])
  if (book !== undefined || chapter !== undefined) {
    const uri = textOf(entry['audiobook_chapter_uri']) ?? textOf(entry['audiobook_uri'])
    const artist = textOf(entry['master_metadata_album_artist_name'])
    return {
      type: 'audiobook-chapter',
      title: chapter ?? book ?? '',
      by: artist === undefined ? [] : [artist],
      ...(uri === undefined ? {} : { uri }),
      ...(book === undefined ? {} : { seriesTitle: book }),
      ...(chapter === undefined ? {} : { partTitle: chapter }),
    }
  }
  const episode = textOf(entry['episode_name'])
  const episodeUri = textOf(entry['spotify_episode_uri'])
  if (episode !== undefined) {
    const show = textOf(entry['episode_show_name'])
    return { ...podcastEpisode(episode, show), ...(episodeUri === undefined ? {} : { uri: episodeUri }) }
  }
  const track = textOf(entry['master_metadata_track_name'])
  if (track === undefined) return undefined
  const artist = textOf(entry['master_metadata_album_artist_name'])
  const uri = textOf(entry['spotify_track_uri'])
  return {
    type: 'track',
    title: track,
    by: artist === undefined ? [] : [artist],
    ...(uri === undefined ? {} : { uri }),
  }
}

function podcastEpisode(title: string, show: string | undefined) {
  return {
    type: 'podcast-episode' as const,
    title,
    by: show === undefined ? [] : [show],
    partTitle: title,
    ...(show === undefined ? {} : { seriesTitle: show }),
  }
}

function readAccount(entry: Entry): AccountPlay | UnusableEntry {
  const endTime = textOf(entry['endTime'])
  if (endTime === undefined || instantOf(`${endTime.replace(' ', 'T')}:00Z`) === undefined)
    return unusable('"endTime" is no time like 2024-04-20 18:15.', entry)
  const msPlayed = millisecondsOf(entry['msPlayed'])
  if (msPlayed === undefined) return unusable('"msPlayed" is no number of milliseconds.', entry)
  const track = textOf(entry['trackName'])
  const episode = textOf(entry['episodeName'])
  const shared = { source: 'account-data', endTime, msPlayed, raw: rawOf(entry) } as const
  if (track !== undefined) {
    const artist = textOf(entry['artistName'])
    return { ...shared, type: 'track', title: track, by: artist === undefined ? [] : [artist] }
  }
  if (episode === undefined) return unusable('It does not say what was played.', entry)
  return { ...shared, ...podcastEpisode(episode, textOf(entry['podcastName'])) }
}

function unusable(reason: string, entry: Entry): UnusableEntry {
  return { source: 'unusable', reason, raw: rawOf(entry) }
}

/** Milliseconds are dropped: older files lack them, and one play is to have one id. */
function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const [, whole] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(value) ?? []
  if (whole === undefined) return undefined
  const time = new Date(`${whole}Z`)
  // A 30th of February is read as the 1st of March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(whole)
    ? time.toISOString()
    : undefined
}

/** A year, as the record's schema has it. */
const LONGEST_PLAY = 31_536_000_000

function millisecondsOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= LONGEST_PLAY ? value : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
