import type { Role } from '@tributary/core'
import { type KeysetPage, keysetPage } from '@tributary/database'
import { sql } from 'kysely'
import type { AccountsDb, SessionRow } from './accounts-tables.ts'

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
  readonly lastUsedAt: Date | null
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
      'last_used_at as lastUsedAt',
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

/** The valid ones of a user, the newest first. */
export async function listSessions(
  db: AccountsDb,
  { userId, now, ...page }: { userId: string; now: Date; limit: number; cursor?: string | undefined },
): Promise<KeysetPage<SessionRow>> {
  const valid = db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
  return keysetPage(valid, {
    list: 'sessions',
    ...page,
    by: [
      ['created_at', 'timestamptz'],
      ['id', 'text'],
    ],
  })
}

/** A valid session of a user who is not disabled. */
export interface CurrentSession {
  readonly id: string
  readonly userId: string
  /** When the person has last signed in or entered the password in it. */
  readonly confirmedAt: Date
}

export async function findCurrentSession(
  db: AccountsDb,
  tokenHash: string,
  now: Date,
): Promise<CurrentSession | undefined> {
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'sessions.id',
      'sessions.user_id as userId',
      sql<Date>`greatest(sessions.created_at, sessions.confirmed_at)`.as('confirmedAt'),
    ])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
}

export async function confirmSession(db: AccountsDb, id: string, now: Date): Promise<void> {
  await db.updateTable('sessions').set({ confirmed_at: now }).where('id', '=', id).execute()
}

/** Returns whether the user had it. */
export async function deleteSession(db: AccountsDb, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Deletes all sessions of a user but the one with this token. */
export async function deleteOtherSessions(db: AccountsDb, userId: string, tokenHash: string): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', userId).where('token_hash', '<>', tokenHash).execute()
}

export async function recordSessionUses(
  db: AccountsDb,
  tokenHashes: readonly string[],
  now: Date,
): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_used_at: now })
    .where('token_hash', '=', sql<string>`any(${[...tokenHashes]}::text[])`)
    .execute()
}
