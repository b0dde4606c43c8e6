import type { Migration } from '@tributary/database'
import { sql } from 'kysely'
import { NO_CONNECTION } from '../no-connection.ts'

/**
 * Jobs, lanes and cursors are those of a connection instead of a user and an integration. Before, a person had one connection of an
 * integration at most: the one that is there is the one it was. Connections are another plugin's table, which a kernel without accounts
 * does not have.
 */
export const jobsOfConnections: Migration = {
  async up(db) {
    await sql`
      alter table sync_cursors
        drop constraint sync_cursors_pkey,
        -- The nil UUID: an integration without accounts.
        add column connection_id uuid not null default ${sql.lit(NO_CONNECTION)}`.execute(db)
    const { rows } = await sql<{ there: boolean }>`
      select to_regclass('user_integrations') is not null as there`.execute(db)
    if (rows[0]?.there === true) {
      for (const table of ['import_jobs', 'sync_cursors']) {
        await sql`
          update ${sql.table(table)} as owned set connection_id = connection.id
          from (
            select distinct on (user_id, integration) id, user_id, integration
            from user_integrations order by user_id, integration, created_at, id
          ) as connection
          where connection.user_id = owned.user_id and connection.integration = owned.integration
            ${table === 'import_jobs' ? sql`and owned.kind <> 'import' and owned.connection_id is null` : sql``}`.execute(
          db,
        )
      }
    }
    // What waits goes on in the lane of its connection; nothing runs while migrations do.
    await sql`
      update import_jobs
      set lane = connection_id::text || case when kind = 'backfill' then '/backfill' else '' end
      where connection_id is not null and kind <> 'import' and status in ('queued', 'running')`.execute(db)
    await sql`
      alter table sync_cursors add primary key (user_id, integration, connection_id, stream)`.execute(db)
    await sql`
      create index import_jobs_by_connection on import_jobs (connection_id, seq desc) where connection_id is not null`.execute(
      db,
    )
  },
}
