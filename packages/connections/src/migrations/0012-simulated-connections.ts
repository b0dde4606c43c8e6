import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Connections of demo data, whose provider is simulated in this process. */
export const simulatedConnections: Migration = {
  async up(db) {
    await sql`alter table user_integrations add column simulated boolean not null default false`.execute(db)
  },
}
