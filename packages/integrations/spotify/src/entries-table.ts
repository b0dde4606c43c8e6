import type { MediaType } from '@tributary/integration-kit'

/** The kind of a played item, and the members that contain it. */
export interface Kind {
  readonly type: MediaType
  readonly part: string
  readonly series?: string
  readonly by: string
  /** The first one present identifies it. */
  readonly uris?: readonly string[]
}

/** Exactly one group of members is set; audiobooks were added last and may set the track's members, too. */
export const EXTENDED_KINDS: readonly Kind[] = [
  {
    type: 'audiobook_chapter',
    part: 'audiobook_chapter_title',
    series: 'audiobook_title',
    by: 'master_metadata_album_artist_name',
    uris: ['audiobook_chapter_uri', 'audiobook_uri'],
  },
  {
    type: 'podcast_episode',
    part: 'episode_name',
    series: 'episode_show_name',
    by: 'episode_show_name',
    uris: ['spotify_episode_uri'],
  },
  {
    type: 'track',
    part: 'master_metadata_track_name',
    by: 'master_metadata_album_artist_name',
    uris: ['spotify_track_uri'],
  },
]

const ACCOUNT_KINDS: readonly Kind[] = [
  { type: 'track', part: 'trackName', by: 'artistName' },
  { type: 'podcast_episode', part: 'episodeName', series: 'podcastName', by: 'podcastName' },
  { type: 'audiobook_chapter', part: 'chapterName', series: 'audiobookName', by: 'authorName' },
]

/** An entry of a format has the time and one of the members. */
export const FORMATS = {
  /** `Streaming_History_Audio_*.json`, `Streaming_History_Video_*.json`, `endsong*.json` and `endvideo*.json`. */
  'extended-history': {
    time: 'ts',
    example: '2024-04-20T18:15:22Z',
    length: 'ms_played',
    members: [
      'ms_played',
      'master_metadata_track_name',
      'spotify_track_uri',
      'spotify_episode_uri',
      'audiobook_chapter_uri',
    ],
    kinds: EXTENDED_KINDS,
  },
  /** `StreamingHistory_music_*.json`, `StreamingHistory_podcast_*.json` and `StreamingHistory_audiobook_*.json`. */
  'account-data': {
    time: 'endTime',
    example: '2024-04-20 18:15',
    length: 'msPlayed',
    members: ['msPlayed', 'trackName', 'episodeName', 'podcastName', 'audiobookName'],
    kinds: ACCOUNT_KINDS,
  },
} as const

/** The kind of a URI: `spotify:episode:…`. */
export const MEDIA_TYPES: Readonly<Record<string, MediaType>> = {
  track: 'track',
  local: 'track',
  episode: 'podcast_episode',
  show: 'podcast_episode',
  chapter: 'audiobook_chapter',
  audiobook: 'audiobook_chapter',
}
