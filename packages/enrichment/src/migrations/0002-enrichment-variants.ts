import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Which model a task was given to: a change of the model asks again what another one has answered. */
export const addEnrichmentVariants: Migration = {
  async up(db) {
    await sql`alter table enrichment_tasks add column variant text`.execute(db)
    await sql`
      update enrichment_tasks set variant = detail ->> 'model' where enricher = 'enrichment' and state = 'done'`.execute(
      db,
    )
  },
}
