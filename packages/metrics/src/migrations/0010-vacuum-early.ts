import { type Migration, vacuumInsertsEarly } from '@tributary/database'

/** Of measurements each partition has this, see `createPartitions`. */
export const vacuumEarly: Migration = {
  async up(db) {
    await vacuumInsertsEarly(db, 'daily_metric_values')
  },
}
