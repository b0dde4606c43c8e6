import type { EditUnits } from '@tributary/core'
import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Edits with `If-Match` as units of work that an advisory lock puts in line, across all processes on the database. */
export function databaseEditUnits(database: Pick<Database, 'unit'>): EditUnits {
  return {
    open(things) {
      const unit = database.unit({
        async begin(trx) {
          await sql`select pg_advisory_xact_lock(hashtextextended(${`edit/${things}`}, 0))`.execute(trx)
        },
      })
      return {
        unit,
        begin: () => unit.begin(),
        commit: () => unit.commit(async () => {}),
        rollback: () => unit.rollback(),
      }
    },
  }
}
