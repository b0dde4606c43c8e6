import { createIndexConcurrently, type Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Ten years of a metric are read from the index alone: its rows lie among those of all other people, each on a page of its own. Texts
 * may be too long for an index; they are read from the table. It replaces the index without values.
 */
export const coverTheSeries: Migration = {
  transaction: 'none',
  async up(db) {
    await createIndexConcurrently(db, {
      name: 'daily_metric_values_series',
      table: 'daily_metric_values',
      definition: sql`(user_id, metric, date) include (source, connection_id, number_value, time_value, boolean_value)`,
    })
    await sql`drop index concurrently if exists daily_metric_values_by_metric`.execute(db)
  },
}
