import { hash } from 'node:crypto'
import type { MediaRecord, MediaType } from '@tributary/integration-kit'
import type { PlayedTrack } from './api.ts'
import type { AccountPlay, ExtendedPlay } from './export-entry.ts'
import { playMatch } from './play-match.ts'

/** A play as the API tells it. It knows when, but not how long. */
export function apiRecord({ track, played_at: playedAt, context }: PlayedTrack): MediaRecord {
  const occurredAt = new Date(playedAt).toISOString()
  const artists = (track.artists ?? []).map(({ name }) => name)
  const albumArtists = (track.album?.artists ?? []).map(({ name }) => name)
  const record: MediaRecord = {
    externalId: idOf('api', occurredAt, track.uri),
    type: typeOfUri(track.uri),
    title: track.name,
    occurredOn: occurredAt.slice(0, 10),
    occurredAt,
    raw: {
      played_at: playedAt,
      track: {
        ...known(track, ['id', 'uri', 'name', 'duration_ms', 'explicit', 'is_local']),
        ...(track.external_ids?.isrc == null ? {} : { isrc: track.external_ids.isrc }),
        artists: (track.artists ?? []).map((artist) => known(artist, ['name', 'uri'])),
        album: known(track.album ?? {}, ['name', 'uri', 'release_date']),
      },
      ...(context == null ? {} : { context: known(context, ['type', 'uri']) }),
    },
    match: playMatch('api', {
      uri: track.uri,
      title: track.name,
      by: [...artists, ...albumArtists].slice(0, 6),
    }),
  }
  if (artists.length > 0) record.creators = artists.slice(0, 100)
  return withUrl(record, track.uri)
}

/** An entry of the extended streaming history. `ts` is when the play ended. */
export function extendedRecord(play: ExtendedPlay): MediaRecord {
  const { ts, msPlayed, uri, title, raw } = play
  const record: MediaRecord = {
    externalId: idOf('extended', ts, uri ?? title, String(msPlayed)),
    type: play.type,
    title,
    occurredOn: ts.slice(0, 10),
    occurredAt: ts,
    durationSeconds: msPlayed / 1000,
    raw,
    match: playMatch('extended-history', { uri, title: play.partTitle ?? title, by: play.by }),
  }
  return withUrl(withParts(record, play), uri)
}

/** An entry of the one-year history. `endTime` has minutes only. */
export function accountRecord(play: AccountPlay): MediaRecord {
  const { endTime, msPlayed, title, by, raw } = play
  const occurredAt = `${endTime.slice(0, 10)}T${endTime.slice(11, 16)}:00.000Z`
  const record: MediaRecord = {
    externalId: idOf('account', endTime, by.join(), title, String(msPlayed)),
    type: play.type,
    title,
    occurredOn: endTime.slice(0, 10),
    occurredAt,
    durationSeconds: msPlayed / 1000,
    raw,
    match: { ...playMatch('account-data', { title, by }), at: `${occurredAt.slice(0, 17)}30.000Z` },
  }
  return withParts(record, play)
}

function withParts(
  record: MediaRecord,
  { by, seriesTitle, partTitle }: Pick<ExtendedPlay, 'by' | 'seriesTitle' | 'partTitle'>,
): MediaRecord {
  if (by.length > 0) record.creators = [...by]
  if (seriesTitle !== undefined) record.seriesTitle = seriesTitle
  if (partTitle !== undefined) record.episodeTitle = partTitle
  return record
}

const TYPES: Readonly<Record<string, MediaType>> = {
  track: 'track',
  local: 'track',
  episode: 'podcast-episode',
  chapter: 'audiobook-chapter',
}

function typeOfUri(uri: string): MediaType {
  return TYPES[uri.split(':')[1] ?? ''] ?? 'unknown'
}

/** `spotify:track:<id>` → its page. Local files have none. */
function withUrl(record: MediaRecord, uri: string | undefined): MediaRecord {
  const [, kind, id] = /^spotify:(track|episode|chapter|show|audiobook):(\w+)$/.exec(uri ?? '') ?? []
  if (kind !== undefined && id !== undefined) record.url = `https://open.spotify.com/${kind}/${id}`
  return record
}

const LONGEST_READABLE = 200

/** Index entries are short; long names are hashed, marked so that they meet no readable id. */
function idOf(...parts: readonly string[]): string {
  const id = parts.join('|')
  return id.length <= LONGEST_READABLE ? id : `${parts[0] ?? ''}#${hash('sha256', id, 'base64url')}`
}

/** The members that stay the same from delivery to delivery; popularity and the like would make every play new. */
function known(value: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, each]) => names.includes(name) && each !== null && each !== undefined,
    ),
  )
}
