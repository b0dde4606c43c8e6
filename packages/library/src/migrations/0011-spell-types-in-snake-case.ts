import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** All enum values of the API are in snake case. Clients that follow changes receive each of these items again. */
export const spellTypesInSnakeCase: Migration = {
  async up(db) {
    await sql`
      update media_items set type = replace(type, '-', '_'), updated_at = now()
      where type in ('podcast-episode', 'audiobook-chapter')`.execute(db)
  },
}
