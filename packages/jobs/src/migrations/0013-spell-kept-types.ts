import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Rejected records that can be written after all: their types are spelt as the schema of media now has them. */
export const spellKeptTypes: Migration = {
  async up(db) {
    await sql`
      update rejected_records
      set raw = jsonb_set(raw, '{type}', to_jsonb(replace(raw ->> 'type', '-', '_')))
      where retriable and jsonb_typeof(raw) = 'object'
        and raw ->> 'type' in ('podcast-episode', 'audiobook-chapter')`.execute(db)
  },
}
