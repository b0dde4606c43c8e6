import { textOf } from './entries/entry-members.ts'
import type { Played } from './entries/played-entry.ts'
import { mediaTypeOf } from './media-type-of.ts'

/** A play of the API. */
export interface PlayedItem extends Played {
  /** RFC 3339 in UTC. */
  readonly playedAt: string
  readonly albumArtists: readonly string[]
  /** The members that stay the same from delivery to delivery. */
  readonly raw: Record<string, unknown>
}

/**
 * Reads an item of the answer. Local files and tracks that have left the catalogue lack members, names and ids. A play needs a
 * time and a name or URI; returns the reason where one of them is missing.
 */
export function readItem(item: unknown): PlayedItem | string {
  const { track: given, played_at: time, context } = membersOf(item)
  const track = membersOf(given)
  const playedAt = timeOf(time)
  if (playedAt === undefined) return '"played_at" is no time like 2026-11-20T18:07:30.220Z.'
  const id = textOf(track['id'])
  const uri = textOf(track['uri']) ?? (id === undefined ? undefined : `spotify:track:${id}`)
  const name = textOf(track['name'])
  const title = name ?? uri
  if (title === undefined) return '"track" does not say what was played.'
  const show = textOf(membersOf(track['show'])['name'])
  const type = typeOf(uri, track['type'])
  const by = namesOf(track['artists'])
  return {
    type,
    title,
    isNamed: name !== undefined,
    ...(uri === undefined ? {} : { uri }),
    by: by.length === 0 && show !== undefined ? [show] : by,
    ...(show === undefined ? {} : { seriesTitle: show }),
    ...(type === 'podcast-episode' && name !== undefined ? { partTitle: name } : {}),
    playedAt,
    albumArtists: namesOf(membersOf(track['album'])['artists']),
    raw: rawOf(time, track, context),
  }
}

type Members = Readonly<Record<string, unknown>>

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/

function timeOf(value: unknown): string | undefined {
  const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function typeOf(uri: string | undefined, type: unknown): PlayedItem['type'] {
  if (uri !== undefined) return mediaTypeOf(uri)
  return type === 'episode' ? 'podcast-episode' : 'track'
}

/** Some artists have no name. */
function namesOf(artists: unknown): string[] {
  return listOf(artists).flatMap((artist) => textOf(membersOf(artist)['name']) ?? [])
}

const TRACK = ['id', 'uri', 'name', 'duration_ms', 'explicit', 'is_local']

function rawOf(playedAt: unknown, track: Members, context: unknown): Record<string, unknown> {
  const isrc = textOf(membersOf(track['external_ids'])['isrc'])
  const show = known(track['show'], ['name', 'uri'])
  return {
    played_at: playedAt,
    track: {
      ...known(track, TRACK),
      ...(isrc === undefined ? {} : { isrc }),
      artists: listOf(track['artists']).map((artist) => known(artist, ['name', 'uri'])),
      album: known(track['album'], ['name', 'uri', 'release_date']),
      ...(Object.keys(show).length === 0 ? {} : { show }),
    },
    ...(context === null || context === undefined ? {} : { context: known(context, ['type', 'uri']) }),
  }
}

/** The members that stay the same from delivery to delivery; popularity and the like would make every play new. */
function known(value: unknown, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(membersOf(value)).filter(
      ([name, each]) => names.includes(name) && each !== null && each !== undefined,
    ),
  )
}
