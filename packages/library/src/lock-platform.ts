import { sql, type Transaction } from 'kysely'
import type { Whose } from './item-identity.ts'
import type { LibraryTables } from './tables.ts'

/**
 * Serializes writing the pages of one user and platform: two connections, or a connection and a file, must neither both
 * insert the same play nor deadlock on each other's rows.
 */
export async function lockPlatform(
  trx: Transaction<LibraryTables>,
  { userId, platform }: Whose,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`library/${userId}/${platform}`}, 0))`.execute(
    trx,
  )
}
