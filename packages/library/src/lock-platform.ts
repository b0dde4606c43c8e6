import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Whose } from './item-identity.ts'
import type { LibraryTables } from './tables.ts'

/**
 * Serializes writing the pages of one user and platform: two connections, or a connection and a file, must neither both
 * insert the same play nor deadlock on each other's rows.
 */
export async function lockPlatform(trx: Transaction<LibraryTables>, whose: Whose): Promise<void> {
  await sql`select ${platformLock(whose)}`.execute(trx)
}

/**
 * The same as part of a statement, which must read nothing that another page may write: what it sees is of before the
 * lock.
 */
export function platformLock({ userId, platform }: Whose): RawBuilder<unknown> {
  return sql`pg_advisory_xact_lock(hashtextextended(${`library/${userId}/${platform}`}, 0))`
}
