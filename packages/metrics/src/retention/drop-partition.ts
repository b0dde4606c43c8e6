import { type Database, sqlState } from '@tributary/database'
import { sql } from 'kysely'
import { lockWriters } from '../partitions/lock-writers.ts'
import type { MetricsTables } from '../tables.ts'
import { isFresh } from './expired-store.ts'
import type { Resolution } from './retention-rule.ts'
import { summarizePartition } from './summary-store.ts'

/** `lock_not_available` */
const LOCKED = '55P03'
/** Readers wait behind the drop for at most so long, which itself waits for those before them. */
const PATIENCE_MILLISECONDS = 1_000
const ATTEMPTS = 5

/**
 * Summarizes a partition of which everything has expired, and drops it, in one transaction. Writers of measurements wait for as long as that takes: some
 * seconds per million rows, once for each year. Readers wait for the drop alone. Resolves to whether it did; not if some rows are fresh, or
 * if it did not get the locks.
 */
export async function dropPartition(
  database: Database,
  partition: string,
  resolution: Resolution,
): Promise<boolean> {
  try {
    return await database.transaction<MetricsTables, boolean>(async (trx) => {
      await sql`set local statement_timeout = '30min'`.execute(trx)
      await sql`set local lock_timeout = ${sql.lit(PATIENCE_MILLISECONDS)}`.execute(trx)
      await lockWriters(trx)
      if (await isFresh(trx, partition)) return false
      await summarizePartition(trx, partition, resolution)
      for (let attempt = 1; ; attempt += 1) {
        await sql`savepoint dropping`.execute(trx)
        try {
          await sql`drop table ${sql.table(partition)}`.execute(trx)
          return true
        } catch (error) {
          if (sqlState(error) !== LOCKED || attempt === ATTEMPTS) throw error
          await sql`rollback to savepoint dropping`.execute(trx)
        }
      }
    })
  } catch (error) {
    if (sqlState(error) === LOCKED) return false
    throw error
  }
}
