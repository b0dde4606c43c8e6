import { indexChanges, indexUpdates } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** The feed of changes reads these tables by the first indexes, lists with `updatedSince` by the second ones. Of one date a person has some dozen values. */
export const indexMetricChanges: Migration = {
  transaction: 'none',
  async up(db) {
    await indexChanges(db, { table: 'daily_metric_values', by: ['date'] })
    await indexChanges(db, { table: 'measurements', by: ['id'] })
    await indexChanges(db, { table: 'events', by: ['id'] })
    await indexUpdates(db, 'daily_metric_values')
    await indexUpdates(db, 'measurements')
    await indexUpdates(db, 'events')
  },
}
