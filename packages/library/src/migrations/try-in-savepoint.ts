import { type Kysely, sql } from 'kysely'

/** Rolls back failed work and continues: for steps that only make a migrated database faster. */
export async function tryInSavepoint<T>(
  trx: Kysely<T>,
  work: (trx: Kysely<T>) => Promise<void>,
): Promise<void> {
  await sql`savepoint attempt`.execute(trx)
  try {
    await work(trx)
    await sql`release savepoint attempt`.execute(trx)
  } catch {
    await sql`rollback to savepoint attempt`.execute(trx)
  }
}
