import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** What a webhook tells of an account is for everybody who has connected it. */
export const findByAccount: Migration = {
  async up(db) {
    await sql`
      create index user_integrations_by_provider_account on user_integrations (integration, account_id)
      where account_id is not null`.execute(db)
  },
}
