import { type Selectable, sql } from 'kysely'
import type { Db, RevocationsTable } from './tables.ts'

export type RevocationRow = Selectable<RevocationsTable>

/** Retried for a day: after a longer outage of the provider, the person must revoke the grant. */
export const REVOCATION_HOURS = 24

/** Null for a user who has been deleted meanwhile: tokens of a late refresh are revoked without a user. */
export async function insertRevocation(
  db: Db,
  whose: { readonly id: string; readonly userId: string | null; readonly integration: string },
): Promise<Pick<RevocationRow, 'id' | 'user_id'>> {
  return db
    .insertInto('revocations')
    .values({
      id: whose.id,
      user_id: sql<string | null>`(select id from users where id = ${whose.userId})`,
      integration: whose.integration,
      last_error: null,
    })
    .returning(['id', 'user_id'])
    .executeTakeFirstOrThrow()
}

export async function lockRevocationsOf(db: Db, userId: string): Promise<RevocationRow[]> {
  return db.selectFrom('revocations').selectAll().where('user_id', '=', userId).forUpdate().execute()
}

/** Locks a revocation until the end of the transaction and returns its current row. */
export async function lockRevocation(db: Db, id: string): Promise<RevocationRow | undefined> {
  return db.selectFrom('revocations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Detaches a revocation from its user, so that it is not deleted with the user. */
export async function detachRevocation(db: Db, id: string): Promise<void> {
  await db.updateTable('revocations').set({ user_id: null }).where('id', '=', id).execute()
}

/**
 * Claims due revocations exclusively, and sets the next attempt in case this process dies or fails: after 15 s, 30 s,
 * 1 min … at most an hour.
 */
export async function claimRevocations(db: Db, limit: number): Promise<RevocationRow[]> {
  return db
    .updateTable('revocations')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      next_at: sql<Date>`now() + least(interval '1 hour', interval '15 seconds' * power(2, attempts))`,
    }))
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('revocations')
        .select('id')
        .where('next_at', '<=', sql<Date>`now()`)
        .orderBy('next_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute()
}

export async function recordRevocationError(db: Db, id: string, error: string): Promise<void> {
  await db.updateTable('revocations').set({ last_error: error }).where('id', '=', id).execute()
}

/** Resolves to the deleted row: its user may have been deleted since the claim. */
export async function deleteRevocation(db: Db, id: string): Promise<RevocationRow | undefined> {
  return db.deleteFrom('revocations').where('id', '=', id).returningAll().executeTakeFirst()
}
