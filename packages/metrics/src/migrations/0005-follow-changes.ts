import { trackChanges } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** Clients can request what was written or deleted since their last request. */
export const followChanges: Migration = {
  async up(db) {
    await trackChanges(db, {
      table: 'daily_metric_values',
      type: 'value',
      // The metric is last, since only it may contain a slash.
      id: `to_char(date, 'YYYY-MM-DD') || '/' || source || '/' || connection_id || '/' || metric`,
      shown: ['number_value', 'time_value', 'text_value', 'boolean_value', 'unit', 'updated_at'],
    })
    await trackChanges(db, {
      table: 'measurements',
      type: 'measurement',
      id: 'id::text',
      shown: ['metric', 'measured_at', 'value', 'unit', 'updated_at'],
    })
    await trackChanges(db, {
      table: 'events',
      type: 'event',
      id: 'id::text',
      shown: ['stream', 'type', 'title', 'started_at', 'ended_at', 'date', 'values', 'updated_at'],
    })
  },
}
