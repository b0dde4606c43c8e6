import { readInstant } from '@tributary/integration-kit/dates'
import { defined, listOf, membersOf, textOf } from '@tributary/integration-kit/values'
import { mediaTypeOf, type Played } from './played.ts'

/** A play of the API. */
export interface PlayedItem extends Played {
  /** RFC 3339 in UTC. */
  readonly playedAt: string
  readonly albumArtists: readonly string[]
  /** The members that are the same in each delivery. */
  readonly raw: Record<string, unknown>
}

/**
 * Reads an item of the response. Local files and tracks that have left the catalogue lack members, names and ids. A play needs a time
 * and a name or URI; returns the reason if one of them is missing.
 */
export function readItem(item: unknown): PlayedItem | string {
  const { track: given, played_at: time, context } = membersOf(item)
  const track = membersOf(given)
  const playedAt = readInstant(time)
  if (playedAt === undefined) return '"played_at" is not a time like 2026-11-20T18:07:30.220Z.'
  const id = textOf(track['id'])
  const uri = textOf(track['uri']) ?? (id === undefined ? undefined : `spotify:track:${id}`)
  const name = textOf(track['name'])
  const title = name ?? uri
  if (title === undefined) return '"track" does not contain what was played.'
  const show = textOf(membersOf(track['show'])['name'])
  const type = typeOf(uri, track['type'])
  const by = namesOf(track['artists'])
  return defined({
    type,
    title,
    isNamed: name !== undefined,
    uri,
    by: by.length === 0 && show !== undefined ? [show] : by,
    seriesTitle: show,
    partTitle: type === 'podcast_episode' ? name : undefined,
    playedAt: new Date(playedAt).toISOString(),
    albumArtists: namesOf(membersOf(track['album'])['artists']),
    raw: rawOf(time, track, context),
  })
}

function typeOf(uri: string | undefined, type: unknown): PlayedItem['type'] {
  if (uri !== undefined) return mediaTypeOf(uri)
  return type === 'episode' ? 'podcast_episode' : 'track'
}

/** Some artists have no name. */
function namesOf(artists: unknown): string[] {
  return listOf(artists).flatMap((artist) => textOf(membersOf(artist)['name']) ?? [])
}

const TRACK = ['id', 'uri', 'name', 'duration_ms', 'explicit', 'is_local']

function rawOf(playedAt: unknown, track: ReturnType<typeof membersOf>, context: unknown) {
  const show = known(track['show'], ['name', 'uri'])
  return defined({
    played_at: playedAt,
    track: defined({
      ...known(track, TRACK),
      isrc: textOf(membersOf(track['external_ids'])['isrc']),
      artists: listOf(track['artists']).map((artist) => known(artist, ['name', 'uri'])),
      album: known(track['album'], ['name', 'uri', 'release_date']),
      show: Object.keys(show).length === 0 ? undefined : show,
    }),
    context: context === null || context === undefined ? undefined : known(context, ['type', 'uri']),
  })
}

/** The members that are the same in each delivery; popularity and similar ones would make every play new. */
function known(value: unknown, names: readonly string[]): Record<string, unknown> {
  const isKnown = ([name, each]: [string, unknown]) => names.includes(name) && each !== null
  return defined(Object.fromEntries(Object.entries(membersOf(value)).filter(isKnown)))
}
