import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** A revocation without a user is one of a user who has been deleted: their grants still have to end at the provider. */
export const revocationsOutliveUsers: Migration = {
  async up(db) {
    await sql`alter table revocations alter column user_id drop not null`.execute(db)
  },
}
