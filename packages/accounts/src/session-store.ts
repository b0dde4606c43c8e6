import type { Role } from '@tributary/core'
import type { AccountsDb } from './accounts-tables.ts'

/** A credential and its user, for authenticating a request. */
export interface Holder {
  readonly userId: string
  readonly email: string
  readonly role: Role
  readonly disabledAt: Date | null
  readonly expiresAt: Date | null
}

export async function findSessionHolder(db: AccountsDb, tokenHash: string): Promise<Holder | undefined> {
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id as userId', 'email', 'role', 'disabled_at as disabledAt', 'expires_at as expiresAt'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
}

export async function deleteSessionsOf(db: AccountsDb, userId: string): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', userId).execute()
}

export async function deleteExpiredSessions(db: AccountsDb, now: Date): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
}
