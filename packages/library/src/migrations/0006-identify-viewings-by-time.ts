import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Viewings of the full file of Netflix were identified also by profile and title, which people rename and translate; now only
 * by start and length. Existing items get the ids that the same file produces next time, so that it is not imported twice.
 */
export const identifyViewingsByTime: Migration = {
  async up(db) {
    await sql`
      with renamed as (
        select id, user_id,
               'f|' || to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
                    || '|' || coalesce(duration_seconds::bigint::text, '')
                    || '|' || row_number() over (partition by user_id, occurred_at, duration_seconds order by id) as external_id
          from media_items
         where platform = 'netflix' and occurred_at is not null
      )
      update media_items as items
         set external_id = renamed.external_id,
             identity = left(encode(sha256(convert_to('netflix/' || renamed.user_id || '/' || renamed.external_id, 'UTF8')), 'hex'), 32)::uuid
        from renamed
       where items.id = renamed.id and items.external_id <> renamed.external_id`.execute(db)
  },
}
