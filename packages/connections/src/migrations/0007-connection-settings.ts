import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** What a person has entered for a connection, such as the address of their server. */
export const connectionSettings: Migration = {
  async up(db) {
    await sql`alter table user_integrations add column settings jsonb not null default '{}'`.execute(db)
    await sql`alter table oauth_flows add column settings jsonb not null default '{}'`.execute(db)
  },
}
