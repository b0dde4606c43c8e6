import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { MetricsTables } from '../tables.ts'

/** An arbitrary 64-bit number that must never change. */
const LOCK = sql.lit(4_402_117_900_731_286n)

/** For the first statement of a transaction that writes measurements: waits for a partition that is being dropped. */
export const AS_WRITER: RawBuilder<unknown> = sql`pg_advisory_xact_lock_shared(${LOCK})`

/**
 * Waits for those that write or delete measurements, and has others wait until the transaction ends. First by the lock that pages take before they read
 * the table: with the lock of the table alone, a page that has read it and the drop of a partition would wait for each other.
 */
export async function lockWriters(trx: Transaction<MetricsTables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx)
  await sql`lock table only measurements in share row exclusive mode`.execute(trx)
}
