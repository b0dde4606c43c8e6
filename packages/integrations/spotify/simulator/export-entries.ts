import type { Play } from './listening.ts'

/** Personal data in Spotify's files beside the plays. Tests use values that they can search for. */
export interface PersonalTraces {
  readonly ip: string
  readonly username: string
  readonly userAgent: string
}

/** An entry of `Streaming_History_*.json`. */
export function extendedEntry(play: Play, { ip }: PersonalTraces): Record<string, unknown> {
  const { what } = play
  return {
    ...sharedMembers(play),
    ip_addr: ip,
    ...trackMembers(play),
    audiobook_title: what.kind === 'chapter' ? what.book : null,
    audiobook_uri: what.kind === 'chapter' ? what.bookUri : null,
    audiobook_chapter_uri: what.kind === 'chapter' ? what.uri : null,
    audiobook_chapter_title: what.kind === 'chapter' ? what.name : null,
    ...endMembers(play),
    offline_timestamp: Math.floor((play.endedAt - play.millisecondsPlayed) / 1000),
    incognito_mode: play.incognito,
  }
}

/** An entry of `endsong_*.json`, the format until about 2022. */
export function endsongEntry(
  play: Play,
  { ip, username, userAgent }: PersonalTraces,
): Record<string, unknown> {
  return {
    ...sharedMembers(play),
    username,
    ip_addr_decrypted: ip,
    user_agent_decrypted: userAgent,
    ...trackMembers(play),
    ...endMembers(play),
    skipped: null,
    offline_timestamp: play.endedAt - play.millisecondsPlayed,
    incognito_mode: play.incognito,
  }
}

/** An entry of `StreamingHistory_music_*.json`, `StreamingHistory_podcast_*.json` or `StreamingHistory_audiobook_*.json`. */
export function accountEntry({ what, endedAt, millisecondsPlayed }: Play): Record<string, unknown> {
  const endTime = new Date(endedAt).toISOString().slice(0, 16).replace('T', ' ')
  return { endTime, ...accountNames(what), msPlayed: millisecondsPlayed }
}

function accountNames(what: Play['what']): Record<string, unknown> {
  if (what.kind === 'track') return { artistName: what.artists[0], trackName: what.name }
  if (what.kind === 'episode') return { podcastName: what.show, episodeName: what.name }
  // The chapter is not included.
  return { audiobookName: what.book, authorName: what.author }
}

function sharedMembers({ endedAt, platform, millisecondsPlayed, country }: Play): Record<string, unknown> {
  return {
    ts: `${new Date(endedAt).toISOString().slice(0, 19)}Z`,
    platform,
    ms_played: millisecondsPlayed,
    conn_country: country,
  }
}

function trackMembers({ what }: Play): Record<string, unknown> {
  return {
    master_metadata_track_name: what.kind === 'track' ? what.name : null,
    master_metadata_album_artist_name: what.kind === 'track' ? what.artists[0] : null,
    master_metadata_album_album_name: what.kind === 'track' ? what.album : null,
    spotify_track_uri: what.kind === 'track' ? what.uri : null,
    episode_name: what.kind === 'episode' ? what.name : null,
    episode_show_name: what.kind === 'episode' ? what.show : null,
    spotify_episode_uri: what.kind === 'episode' ? what.uri : null,
  }
}

function endMembers({ wasSkipped, shuffle }: Play): Record<string, unknown> {
  return {
    reason_start: 'trackdone',
    reason_end: wasSkipped ? 'fwdbtn' : 'trackdone',
    shuffle,
    skipped: wasSkipped,
    offline: false,
  }
}
