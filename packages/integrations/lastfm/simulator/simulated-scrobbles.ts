import { randomNumbers } from '@tributary/provider-simulator'

/** A scrobble in a response; numbers are strings. Tests may add invalid ones. */
export interface SimulatedScrobble {
  readonly date: { readonly uts: string; readonly '#text': string }
  readonly [member: string]: unknown
}

export interface ScrobbleOptions {
  /** Seconds since 1970. */
  readonly at: number
  readonly artist?: string
  readonly track?: string
}

export function simulatedScrobble({
  at,
  artist = 'Ada Sim',
  track = 'A Song',
}: ScrobbleOptions): SimulatedScrobble {
  return {
    ...simulatedTrack(artist, track),
    date: { uts: String(at), '#text': new Date(at * 1000).toUTCString() },
  }
}

/** What is playing: without a date. */
export function playingTrack(): object {
  return { ...simulatedTrack('Ada Sim', 'Not over yet'), '@attr': { nowplaying: 'true' } }
}

function simulatedTrack(artist: string, track: string) {
  const page = `https://www.last.fm/music/${encodeURIComponent(artist)}/_/${encodeURIComponent(track)}`
  return {
    artist: { mbid: '', '#text': artist },
    streamable: '0',
    image: [{ size: 'small', '#text': '' }],
    mbid: '',
    album: { mbid: '', '#text': 'Simulated' },
    name: track,
    url: page,
  }
}

const ARTISTS = ['Ada Sim', 'The Simulators', 'Zoë & the Fakes', 'Null Island']
const TRACKS = ['Loopback', 'Two Hundred OK', 'Retry After', 'Cursor', 'Idle', 'Far End']
const SECONDS_BETWEEN = 7_200

/** The scrobbles of the previous days, about twelve a day. */
export function generateScrobbles({
  seed,
  until,
  days,
}: {
  readonly seed: number
  /** Seconds since 1970. */
  readonly until: number
  readonly days: number
}): SimulatedScrobble[] {
  const random = randomNumbers(seed)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const scrobbles: SimulatedScrobble[] = []
  for (let at = until; at > until - days * 86_400; at -= Math.ceil(random() * 2 * SECONDS_BETWEEN))
    scrobbles.push(simulatedScrobble({ at, artist: pick(ARTISTS), track: pick(TRACKS) }))
  return scrobbles
}
