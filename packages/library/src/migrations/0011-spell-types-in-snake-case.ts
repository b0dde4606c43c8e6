import { inBatches, type Migration } from '@tributary/database'
import { sql } from 'kysely'

/** All enum values of the API are in snake case. Clients that follow changes receive each of these items again. */
export const spellTypesInSnakeCase: Migration = {
  transaction: 'none',
  up: (db) =>
    inBatches(
      db,
      'media_items',
      (from, to) => sql`
        update media_items set type = replace(type, '-', '_'), updated_at = now()
        where type in ('podcast-episode', 'audiobook-chapter') and id between ${from} and ${to}`,
    ),
}
