import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Records which secrets are set, to distinguish a lost secret from one that was never set. */
export const markSecrets: Migration = {
  async up(db) {
    // Written by an earlier version; absent where the plugin that keeps secrets is disabled.
    const { rows } = await sql<{
      present: boolean
    }>`select to_regclass('secrets') is not null as present`.execute(db)
    if (rows[0]?.present !== true) return
    await sql`
      insert into system_config (key, value)
      select name, 'true' from secrets where owner = 'settings'
      on conflict (key) do nothing`.execute(db)
  },
}
