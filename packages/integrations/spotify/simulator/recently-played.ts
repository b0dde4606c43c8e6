import type { SimulatorReply, SimulatorRequest } from '@tributary/provider-simulator'
import { type SimulatedTrack, simulatedId } from './catalogue.ts'
import type { Play } from './listening.ts'

/** The number of plays that Spotify keeps. */
const KEPT_PLAYS = 50
/** Shorter plays are not listed. */
const SHORTEST_LISTED_MILLISECONDS = 30_000
const ADDRESS = 'https://api.spotify.com/v1/me/player/recently-played'

interface Listed {
  readonly track: SimulatedTrack
  /** When the play was recorded, shortly after it ended. Milliseconds since 1970. */
  readonly playedAt: number
}

/** `GET /v1/me/player/recently-played`: newest first. */
export function recentlyPlayed(plays: readonly Play[], request: SimulatorRequest): SimulatorReply {
  const { query, now, dataFaults } = request
  const [after, before] = [query.get('after'), query.get('before')]
  if (after !== null && before !== null) return badRequest('"after" and "before" cannot be used together')
  const limit = Number(query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1) return badRequest('Invalid limit')
  if (limit > KEPT_PLAYS) return badRequest('Limit must not exceed 50')
  for (const time of [after, before])
    if (time !== null && !/^\d+$/.test(time)) return badRequest('Invalid timestamp')
  const found = keptPlays(plays, now).filter(
    ({ playedAt }) => playedAt > Number(after ?? 0) && (before === null || playedAt < Number(before)),
  )
  const items = dataFaults.has('empty-page') ? [] : found.slice(0, limit)
  const listed = dataFaults.has('duplicates') ? items.flatMap((item) => [item, item]) : items
  const [newest, oldest] = [items[0], items.at(-1)]
  return {
    body: {
      href: `${ADDRESS}?limit=${limit}`,
      limit,
      next:
        oldest === undefined || found.length <= limit
          ? null
          : `${ADDRESS}?limit=${limit}&before=${oldest.playedAt}`,
      cursors:
        newest === undefined || oldest === undefined
          ? null
          : { after: String(newest.playedAt), before: String(oldest.playedAt) },
      items: listed.map(view),
    },
  }
}

function keptPlays(plays: readonly Play[], now: number): Listed[] {
  const kept: Listed[] = []
  for (let index = plays.length - 1; index >= 0 && kept.length < KEPT_PLAYS; index -= 1) {
    const { what, endedAt, millisecondsPlayed } = plays[index] as Play
    // Up to two seconds, always the same for the same play.
    const playedAt = endedAt + ((endedAt * 7) % 2000)
    if (playedAt > now || millisecondsPlayed < SHORTEST_LISTED_MILLISECONDS || what.kind !== 'track') continue
    kept.push({ track: what, playedAt })
  }
  return kept
}

function view({ track, playedAt }: Listed): unknown {
  const id = track.uri.split(':')[2] ?? ''
  const artists = track.artists.map((name) => linked('artist', simulatedId('artist', name.length), { name }))
  return {
    track: linked('track', id, {
      name: track.name,
      duration_ms: track.milliseconds,
      explicit: false,
      disc_number: 1,
      track_number: 1,
      is_local: false,
      external_ids: { isrc: `ZZSIM${id.slice(-7)}` },
      artists,
      album: linked('album', simulatedId('album', track.album.length), {
        name: track.album,
        album_type: 'album',
        release_date: '2024-07-24',
        release_date_precision: 'day',
        total_tracks: 5,
        images: [{ url: 'https://i.scdn.co/image/simulated640', width: 640, height: 640 }],
        artists: artists.slice(0, 1),
      }),
    }),
    played_at: new Date(playedAt).toISOString(),
    context: null,
  }
}

function linked(type: string, id: string, members: object): object {
  return {
    type,
    id,
    uri: `spotify:${type}:${id}`,
    href: `https://api.spotify.com/v1/${type}s/${id}`,
    external_urls: { spotify: `https://open.spotify.com/${type}/${id}` },
    ...members,
  }
}

function badRequest(message: string): SimulatorReply {
  return { status: 400, body: { error: { status: 400, message } } }
}
