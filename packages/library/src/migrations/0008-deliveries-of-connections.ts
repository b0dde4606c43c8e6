import type { Migration } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { sql } from 'kysely'

/**
 * Items store the connections that delivered them. Before, a user had at most one connection of an integration: the existing one
 * delivered everything read from an API; the rest came from files. Connections are another plugin's table, which does not exist
 * in a kernel without accounts.
 */
export const deliveriesOfConnections: Migration = {
  async up(db) {
    await sql`
      alter table media_items
        -- Null: files alone, so that imports pay nothing. With the nil UUID in it: files as well.
        add column delivered_by uuid[],
        alter column delivered_by set statistics 0`.execute(db)
    const { rows } = await sql<{ there: boolean }>`
      select to_regclass('user_integrations') is not null as there`.execute(db)
    if (rows[0]?.there !== true) return
    // Spotify is the only platform so far that is read through connections; its plays from the API have the source "api".
    await sql`
      update media_items as item
      set delivered_by = case when told.by_files then array[connection.id, ${NO_CONNECTION}::uuid] else array[connection.id] end
      from (
        select item_id, bool_or(source <> 'api') as by_files
        from media_deliveries group by item_id having bool_or(source = 'api')
      ) as told, (
        select distinct on (user_id, integration) id, user_id, integration
        from user_integrations order by user_id, integration, created_at, id
      ) as connection
      where item.id = told.item_id and connection.user_id = item.user_id and connection.integration = item.platform`.execute(
      db,
    )
  },
}
