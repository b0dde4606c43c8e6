import { isoInstant } from '@tributary/database'
import { MEDIA_TYPES } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import type { ListedItemRow } from './tables.ts'

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

const EXAMPLE = {
  id: '4711',
  integration: 'netflix',
  externalId: 'f|2025-03-29 20:15:00|3120|1',
  type: 'episode',
  title: 'Dark: Season 1: Secrets',
  seriesTitle: 'Dark',
  seasonTitle: 'Season 1',
  seasonNumber: 1,
  episodeTitle: 'Secrets',
  episodeNumber: null,
  creators: null,
  occurredOn: '2025-03-29',
  occurredAt: '2025-03-29T20:15:00.000Z',
  durationSeconds: 3120,
  profile: 'Ada',
  url: null,
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-01T08:00:00.000Z',
}

/** A media item as the API shows it. */
export const MediaItem = Type.Object(
  {
    id: Type.String({ description: 'Of the item, as long as it exists.' }),
    integration: Type.String({ description: 'The integration that delivered it: `netflix`.' }),
    externalId: Type.String({
      description:
        'Unique in its integration, and stable across imports; it changes only when the provider delivers the same play with more detail.',
    }),
    type: Type.Enum([...MEDIA_TYPES], {
      type: 'string',
      description: '`unknown` if the provider does not specify it.',
    }),
    title: Type.String({ description: 'The complete title of the provider.' }),
    seriesTitle: OrNull(Type.String(), 'Where it is certain.'),
    seasonTitle: OrNull(Type.String(), 'As written: `Season 2`.'),
    seasonNumber: OrNull(Type.Integer(), 'Where the season has one.'),
    episodeTitle: OrNull(Type.String(), 'Where it is certain.'),
    episodeNumber: OrNull(Type.Integer(), 'Where the episode has one.'),
    creators: OrNull(Type.Array(Type.String()), 'Artists, channel or show.'),
    occurredOn: Type.String({ format: 'date', description: 'The date where the person was.' }),
    occurredAt: OrNull(Type.String({ format: 'date-time' }), 'The instant, if the provider delivers it.'),
    durationSeconds: OrNull(Type.Number(), 'How long it was played.'),
    profile: OrNull(Type.String(), 'The profile within the account.'),
    url: OrNull(Type.String(), 'The address of the item.'),
    createdAt: Type.String({ format: 'date-time', description: 'When it came in.' }),
    updatedAt: Type.String({ format: 'date-time', description: 'When it last changed.' }),
  },
  { title: 'MediaItem', description: 'Something watched, heard or read.', examples: [EXAMPLE] },
)

/** With the raw record. */
export const MediaItemDetail = Type.Object(
  { ...MediaItem.properties, raw: Type.Unknown({ description: 'As delivered by the provider.' }) },
  {
    title: 'MediaItemDetail',
    description: 'A media item with `raw`, the record as delivered by the provider.',
    examples: [{ ...EXAMPLE, raw: { Title: 'Dark: Season 1: Secrets', Duration: '00:52:00' } }],
  },
)

export type MediaItem = Static<typeof MediaItem>

/** Instants may be given as PostgreSQL writes them. */
export function viewItem(row: ListedItemRow): MediaItem {
  return {
    id: String(row.id),
    integration: row.platform,
    externalId: row.external_id,
    type: row.type,
    title: row.title,
    seriesTitle: row.series_title,
    seasonTitle: row.season_title,
    seasonNumber: row.season_number,
    episodeTitle: row.episode_title,
    episodeNumber: row.episode_number,
    creators: row.creators,
    occurredOn: row.occurred_on,
    occurredAt: row.occurred_at === null ? null : isoInstant(row.occurred_at),
    durationSeconds: row.duration_seconds,
    profile: row.profile,
    url: row.url,
    createdAt: isoInstant(row.created_at),
    updatedAt: isoInstant(row.updated_at),
  }
}
