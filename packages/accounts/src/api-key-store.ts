import { randomUUID } from 'node:crypto'
import { createToken, hashToken, ProblemError } from '@tributary/core'
import { type KeysetPage, keysetPage } from '@tributary/database'
import { sql } from 'kysely'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsDb, ApiKeyRow } from './accounts-tables.ts'
import type { Holder } from './session-store.ts'

/** Enough for every script of a person, few enough for a list without paging. */
const MOST_KEYS = 100
const HINT_LENGTH = 8
const FORM = /^trb_[A-Za-z0-9_-]{43}$/

export interface ApiKeyToCreate {
  readonly userId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt?: Date | null | undefined
}

/** Whether a string has the format of an API key. */
export function looksLikeApiKey(value: string): boolean {
  return FORM.test(value)
}

/**
 * Creates a key: `trb_` and 256 random bits as base64url, so that secret scanners recognize it. The plain text is
 * returned only here; the table stores a hash. Throws `ACCOUNTS_TOO_MANY_KEYS`.
 */
export async function insertApiKey(
  db: AccountsDb,
  given: ApiKeyToCreate,
): Promise<{ row: ApiKeyRow; key: string }> {
  const { count } = await db
    .selectFrom('api_keys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', given.userId)
    .executeTakeFirstOrThrow()
  if (count >= MOST_KEYS) {
    throw new ProblemError(accountsErrors.ACCOUNTS_TOO_MANY_KEYS, {
      detail: `You have ${count} API keys. Delete unused ones.`,
    })
  }
  const key = `trb_${createToken()}`
  const row = await db
    .insertInto('api_keys')
    .values({
      id: randomUUID(),
      user_id: given.userId,
      name: given.name,
      hint: key.slice(0, HINT_LENGTH),
      key_hash: hashToken(key),
      scopes: [...new Set(given.scopes)],
      expires_at: given.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { row, key }
}

/** The newest first. */
export async function listApiKeys(
  db: AccountsDb,
  { userId, ...page }: { userId: string; limit: number; cursor?: string | undefined },
): Promise<KeysetPage<ApiKeyRow>> {
  return keysetPage(db.selectFrom('api_keys').selectAll().where('user_id', '=', userId), {
    list: 'keys',
    ...page,
    by: [
      ['created_at', 'timestamptz'],
      ['id', 'text'],
    ],
  })
}

/** A user's key; `undefined` for one of another user. */
export async function findApiKey(db: AccountsDb, userId: string, id: string): Promise<ApiKeyRow | undefined> {
  return db
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}

/** Returns whether the user had it. */
export async function deleteApiKey(db: AccountsDb, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('api_keys')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** The key's user and scopes, and the data for recording its last use. */
export interface KeyHolder extends Holder {
  readonly keyId: string
  readonly keyHash: string
  readonly scopes: string[]
  readonly lastUsedAt: Date | null
}

export async function findKeyHolders(db: AccountsDb, keyHashes: readonly string[]): Promise<KeyHolder[]> {
  return db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select([
      'users.id as userId',
      'email',
      'role',
      'disabled_at as disabledAt',
      'expires_at as expiresAt',
      'api_keys.id as keyId',
      'key_hash as keyHash',
      'scopes',
      'last_used_at as lastUsedAt',
    ])
    .where('key_hash', '=', sql<string>`any(${[...keyHashes]}::text[])`)
    .execute()
}

export async function recordKeyUses(db: AccountsDb, ids: readonly string[], now: Date): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: now })
    .where('id', '=', sql<string>`any(${[...ids]}::text[])`)
    .execute()
}
