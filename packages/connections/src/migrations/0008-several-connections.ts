import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** A person may have several connections of one integration: one for each account at the provider. */
export const severalConnections: Migration = {
  async up(db) {
    await sql`
      alter table user_integrations
        drop constraint user_integrations_user_id_integration_key,
        -- What the person calls it, where the account's own name does not tell two connections apart.
        add column label text`.execute(db)
    await sql`
      create unique index user_integrations_by_account on user_integrations (user_id, integration, account_id)
      where account_id is not null`.execute(db)
    await sql`create index user_integrations_by_user on user_integrations (user_id, integration)`.execute(db)
    // The connection that a flow renews, or 'new'; null where the account decides.
    await sql`alter table oauth_flows add column connection text`.execute(db)
  },
}
