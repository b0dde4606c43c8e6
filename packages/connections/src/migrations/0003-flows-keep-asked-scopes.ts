import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Flows live for ten minutes: the few that were begun before have nothing to put there, and are begun again. */
export const flowsKeepAskedScopes: Migration = {
  async up(db) {
    await sql`delete from oauth_flows`.execute(db)
    await sql`
      alter table oauth_flows
        -- What the person was asked for: granted, where the provider does not say otherwise.
        add column asked_scopes text[] not null`.execute(db)
  },
}
