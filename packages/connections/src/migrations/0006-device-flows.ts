import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Device flows (RFC 8628) end by polling: how often, and when next. */
export const deviceFlows: Migration = {
  async up(db) {
    await sql`
      alter table oauth_flows
        add column poll_seconds integer check (poll_seconds > 0),
        add column next_poll_at timestamptz`.execute(db)
  },
}
