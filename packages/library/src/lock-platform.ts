import { sql, type Transaction } from 'kysely'
import type { Whose } from './item-identity.ts'
import type { LibraryTables } from './tables.ts'

/**
 * Lets the pages of one person and platform be written one after the other: two connections, or one and a file, must not each find that no
 * source has told of a play yet, nor wait for each other's rows.
 */
export async function lockPlatform(
  trx: Transaction<LibraryTables>,
  { userId, platform }: Whose,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`library/${userId}/${platform}`}, 0))`.execute(
    trx,
  )
}
