import { MEDIA_TYPES } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import type { ListedItemRow } from './tables.ts'

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

/** A media item as the API shows it. */
export const MediaItem = Type.Object(
  {
    id: Type.String(),
    platform: Type.String({ description: 'The integration it came by: `netflix`.' }),
    externalId: Type.String({
      description:
        'Unique in its platform, and stable across imports; it changes only when a source with more detail delivers the same play.',
    }),
    type: Type.Enum([...MEDIA_TYPES], { description: '`unknown` if the provider does not specify it.' }),
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
  { title: 'MediaItem' },
)

export type MediaItem = Static<typeof MediaItem>

export function viewItem(row: ListedItemRow): MediaItem {
  return {
    id: String(row.id),
    platform: row.platform,
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
    occurredAt: row.occurred_at?.toISOString() ?? null,
    durationSeconds: row.duration_seconds,
    profile: row.profile,
    url: row.url,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
