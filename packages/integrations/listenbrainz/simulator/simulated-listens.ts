import { createHash } from 'node:crypto'
import { randomNumbers } from '@tributary/provider-simulator'

/** A listen in a response. Tests may add invalid ones. */
export interface SimulatedListen {
  /** Seconds since 1970. */
  readonly listened_at: number
  readonly [member: string]: unknown
}

export interface ListenOptions {
  /** Seconds since 1970. */
  readonly at: number
  readonly artist?: string
  readonly track?: string
  /** Found in MusicBrainz. */
  readonly mbid?: string
  /** The server: each assigns its own ids to submissions. */
  readonly server?: string
}

/** A submitted listen, with the id that the server assigns to artist and track. */
export function simulatedListen({
  at,
  artist = 'Ada Sim',
  track = 'A Song',
  mbid,
  server = '',
}: ListenOptions): SimulatedListen {
  return {
    inserted_at: at + 5,
    listened_at: at,
    recording_msid: uuidOf(`${server}|${artist}|${track}`),
    user_name: 'sim-user',
    track_metadata: {
      artist_name: artist,
      track_name: track,
      release_name: null,
      additional_info: {
        duration_ms: 215_000,
        music_service: 'music.example.org',
        submission_client: 'Sim Scrobbler',
        recording_msid: uuidOf(`${server}|${artist}|${track}`),
      },
      ...(mbid === undefined ? {} : { mbid_mapping: mappingOf(mbid, artist) }),
    },
  }
}

/** The data that the server adds to a listen after finding its recording. */
export function mappingOf(mbid: string, artist: string): object {
  return {
    recording_mbid: mbid,
    artist_mbids: [uuidOf(artist)],
    artists: [{ artist_credit_name: artist, artist_mbid: uuidOf(artist), join_phrase: '' }],
    release_mbid: uuidOf(`release ${mbid}`),
  }
}

const ARTISTS = ['Ada Sim', 'The Simulators', 'Zoë & the Fakes', 'Null Island']
const TRACKS = ['Loopback', 'Two Hundred OK', 'Retry After', 'Cursor', 'Idle', 'Far End']
const SECONDS_BETWEEN = 7_200

/** The listens of the previous days: about twelve a day, two of three found in MusicBrainz. */
export function generateListens({
  seed,
  until,
  days,
  server,
}: {
  readonly seed: number
  /** Seconds since 1970. */
  readonly until: number
  readonly days: number
  readonly server?: string
}): SimulatedListen[] {
  const random = randomNumbers(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const listens: SimulatedListen[] = []
  for (let at = until; at > until - days * 86_400; at -= Math.ceil(random() * 2 * SECONDS_BETWEEN)) {
    const [artist, track] = [pick(ARTISTS), pick(TRACKS)]
    const mbid = random() < 0.67 ? { mbid: uuidOf(track) } : {}
    listens.push(simulatedListen({ at, artist, track, ...mbid, ...(server === undefined ? {} : { server }) }))
  }
  return listens
}

export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
