import { trackChanges } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** Clients can request the items written or deleted since their last request. */
export const followChanges: Migration = {
  up: (db) =>
    trackChanges(db, {
      table: 'media_items',
      type: 'item',
      id: 'id::text',
      // Without `delivered_by`, which no list shows.
      shown: [
        'external_id',
        'type',
        'title',
        'series_title',
        'season_title',
        'season_number',
        'episode_title',
        'episode_number',
        'creators',
        'occurred_on',
        'occurred_at',
        'duration_seconds',
        'profile',
        'url',
        'updated_at',
      ],
    }),
}
