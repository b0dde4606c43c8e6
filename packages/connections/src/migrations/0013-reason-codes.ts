import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Clients can tell of a reason in the person's language. Null for the reasons from before. */
export const reasonCodes: Migration = {
  async up(db) {
    await sql`alter table user_integrations add column reason_code text`.execute(db)
  },
}
