import type { Role } from '@tributary/core'
import { sql } from 'kysely'
import type { AccountsDb } from './accounts-tables.ts'

/** A credential and its user, for authenticating a request. */
export interface Holder {
  readonly userId: string
  readonly email: string
  readonly role: Role
  readonly disabledAt: Date | null
  readonly expiresAt: Date | null
}

/** A session's user, by the hash of its token. */
export interface SessionHolder extends Holder {
  readonly tokenHash: string
}

export async function findSessionHolders(
  db: AccountsDb,
  tokenHashes: readonly string[],
): Promise<SessionHolder[]> {
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'users.id as userId',
      'email',
      'role',
      'disabled_at as disabledAt',
      'expires_at as expiresAt',
      'token_hash as tokenHash',
    ])
    .where('token_hash', '=', sql<string>`any(${[...tokenHashes]}::text[])`)
    .execute()
}

export async function deleteSessionsOf(db: AccountsDb, userId: string): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', userId).execute()
}

export async function deleteExpiredSessions(db: AccountsDb, now: Date): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
}
