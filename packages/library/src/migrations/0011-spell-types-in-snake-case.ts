import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** All values of enums in the API are in snake case. Clients that follow changes see each of these items again. */
export const spellTypesInSnakeCase: Migration = {
  async up(db) {
    await sql`
      update media_items set type = replace(type, '-', '_'), updated_at = now()
      where type in ('podcast-episode', 'audiobook-chapter')`.execute(db)
  },
}
