import { createToken, ProblemError } from '@tributary/core'
import { filledTables } from '@tributary/database'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsDb } from './accounts-tables.ts'

/**
 * Throws `ACCOUNTS_INSTANCE_LOST` if the row is missing although the database is in use: treating this as a first
 * start would sign out all users and give the server to the first reader of the log.
 */
export async function requireFirstStart(db: AccountsDb): Promise<void> {
  const row = await db.selectFrom('accounts_instance').select('singleton').executeTakeFirst()
  if (row !== undefined) return
  const filled = await filledTables(db, 'users')
  if (filled.length === 0) return
  // Another process that started at the same time may have created the row and the first administrator.
  const made = await db.selectFrom('accounts_instance').select('singleton').executeTakeFirst()
  if (made !== undefined) return
  throw new ProblemError(accountsErrors.ACCOUNTS_INSTANCE_LOST, {
    detail:
      `The table accounts_instance is empty, although there is data in ${filled.join(', ')}: this is not a new database, so no ` +
      'administrator is created. Restore the database from a backup.',
  })
}

/** Tables that may hold rows before there is an administrator. */
const WITHOUT_PEOPLE = ['secrets']

/** Throws `ACCOUNTS_INSTANCE_LOST` if the set-up is open although there is data that only users create. */
export async function requirePeople(db: AccountsDb): Promise<void> {
  if (await isSetupDone(db)) return
  const filled = (await filledTables(db, 'users')).filter((table) => !WITHOUT_PEOPLE.includes(table))
  if (filled.length === 0 || filled.includes('users')) return
  throw new ProblemError(accountsErrors.ACCOUNTS_INSTANCE_LOST, {
    detail:
      `There are no users, although there is data in ${filled.join(', ')}: this is not a new database, so no administrator is created. ` +
      'Restore the database from a backup.',
  })
}

/** Reads the secret that all processes over this database share; the first caller creates it. */
export async function readSharedSecret(db: AccountsDb): Promise<string> {
  await db
    .insertInto('accounts_instance')
    .values({ auth_secret: createToken(), setup_done_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db.selectFrom('accounts_instance').select('auth_secret').executeTakeFirstOrThrow()
  return row.auth_secret
}

export async function isSetupDone(db: AccountsDb): Promise<boolean> {
  const row = await db.selectFrom('accounts_instance').select('setup_done_at').executeTakeFirst()
  return row !== undefined && row.setup_done_at !== null
}

/**
 * Closes the set-up. Exactly one caller among all processes gets `true`: the others wait for its row lock and find
 * the set-up closed or, after a rollback, try in turn.
 */
export async function closeSetup(trx: AccountsDb): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('accounts_instance')
    .set({ setup_done_at: new Date() })
    .where('setup_done_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
