import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Kinds are spelled like all enumerations of the API. */
export const kindsInSnakeCase: Migration = {
  async up(db) {
    await sql`update notifications set kind = replace(kind, '-', '_') where kind like '%-%'`.execute(db)
  },
}
