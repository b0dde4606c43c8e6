import { randomUUID } from 'node:crypto'
import { ProblemError, type Role } from '@tributary/core'
import { isUniqueViolation, type KeysetPage, keysetPage } from '@tributary/database'
import { sql } from 'kysely'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsDb, UserRow } from './accounts-tables.ts'
import { type Preferences, preferenceColumns } from './preferences.ts'

/** A user to be inserted, with the password already hashed; without one, the user signs in through another service. */
export interface UserToCreate {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly passwordHash: string | undefined
  readonly preferences?: Preferences | undefined
}

/** The name that better-auth gives to passwords. */
const PASSWORD_PROVIDER = 'credential'

/** The form in which addresses are stored and compared. */
export function normalizeEmail(email: string): string {
  return email.toLowerCase()
}

/** Writes a user and the password. Returns the id; throws `ACCOUNTS_EMAIL_TAKEN`. */
export async function insertUser(trx: AccountsDb, user: UserToCreate): Promise<string> {
  const id = randomUUID()
  const { name, role } = user
  try {
    await trx
      .insertInto('users')
      .values({
        id,
        email: normalizeEmail(user.email),
        name,
        role,
        disabled_at: null,
        ...preferenceColumns(user.preferences ?? {}),
      })
      .execute()
  } catch (error) {
    if (!isUniqueViolation(error, 'users_email_key')) throw error
    throw new ProblemError(accountsErrors.ACCOUNTS_EMAIL_TAKEN, { cause: error })
  }
  if (user.passwordHash !== undefined) await setPassword(trx, id, user.passwordHash)
  return id
}

export async function findUser(db: AccountsDb, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findUserByEmail(db: AccountsDb, email: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('email', '=', normalizeEmail(email)).executeTakeFirst()
}

export async function countUsers(db: AccountsDb): Promise<number> {
  const row = await db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** The newest first. */
export async function listUsers(
  db: AccountsDb,
  page: { limit: number; cursor?: string | undefined },
): Promise<KeysetPage<UserRow>> {
  return keysetPage(db.selectFrom('users').selectAll(), {
    list: 'users',
    ...page,
    by: [
      ['created_at', 'timestamptz'],
      ['id', 'text'],
    ],
  })
}

/** Updates a user's row; returns the updated row, `undefined` if it does not exist. */
export async function updateUser(
  trx: AccountsDb,
  id: string,
  change: Preferences & {
    name?: string | undefined
    role?: Role | undefined
    disabled?: boolean | undefined
  },
): Promise<UserRow | undefined> {
  const { name, role, disabled } = change
  return trx
    .updateTable('users')
    .set({
      updated_at: new Date(),
      ...preferenceColumns(change),
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined
        ? {}
        : { disabled_at: disabled ? sql<Date>`coalesce(disabled_at, now())` : null }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Sets or replaces the password. */
export async function setPassword(trx: AccountsDb, userId: string, passwordHash: string): Promise<void> {
  await trx
    .insertInto('credentials')
    .values({
      id: randomUUID(),
      user_id: userId,
      provider_id: PASSWORD_PROVIDER,
      account_id: userId,
      password: passwordHash,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'provider_id'])
        .doUpdateSet({ password: passwordHash, updated_at: new Date() }),
    )
    .execute()
}

/** The hash of a user's password; `undefined` for one who signs in through another service alone. */
export async function findPasswordHash(db: AccountsDb, userId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('credentials')
    .select('password')
    .where('user_id', '=', userId)
    .where('provider_id', '=', PASSWORD_PROVIDER)
    .executeTakeFirst()
  return row?.password ?? undefined
}

/** Locks the user against new references until the transaction ends. Returns whether the user exists. */
export async function lockUser(trx: AccountsDb, id: string): Promise<boolean> {
  const user = await trx.selectFrom('users').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return user !== undefined
}

/** Sessions, credentials and keys go with the user. */
export async function deleteUser(trx: AccountsDb, id: string): Promise<void> {
  await trx.deleteFrom('users').where('id', '=', id).execute()
}

/** The enabled administrators, who cannot be deleted before the transaction ends. */
export async function lockAdministrators(trx: AccountsDb): Promise<string[]> {
  const rows = await trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forKeyShare()
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Throws `ACCOUNTS_LAST_ADMIN` unless another administrator remains. Locks the rows of all administrators in a fixed
 * order, so that two administrators who remove each other concurrently do not both succeed.
 */
export async function requireOtherAdmin(trx: AccountsDb, id: string): Promise<void> {
  const admins = await trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (admins.some((admin) => admin.id !== id) || admins.every((admin) => admin.id !== id)) return
  throw new ProblemError(accountsErrors.ACCOUNTS_LAST_ADMIN, {
    detail: 'Make another user an administrator first.',
  })
}
