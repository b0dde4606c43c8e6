import { createToken, ProblemError } from '@tributary/core'
import { filledTables } from '@tributary/database'
import { accountsErrors } from './accounts-errors.ts'
import type { AccountsDb } from './accounts-tables.ts'

/**
 * Throws `ACCOUNTS_INSTANCE_LOST` where a first start would be concluded from a row that is missing, and the database is in use: it
 * would sign everybody out and hand the server to the first who has read the log.
 */
export async function requireFirstStart(db: AccountsDb): Promise<void> {
  const row = await db.selectFrom('accounts_instance').select('singleton').executeTakeFirst()
  if (row !== undefined) return
  const filled = await filledTables(db, 'users')
  if (filled.length === 0) return
  // Another process that started at the same time may have made the row since, and the first administrator.
  const made = await db.selectFrom('accounts_instance').select('singleton').executeTakeFirst()
  if (made !== undefined) return
  throw new ProblemError(accountsErrors.ACCOUNTS_INSTANCE_LOST, {
    detail:
      `The table accounts_instance is empty, although there is data in ${filled.join(', ')}: this is not a new database, and no ` +
      'administrator is made. Restore the database from a backup.',
  })
}

/** What plugins may keep before there is an administrator. */
const WITHOUT_PEOPLE = ['secrets']

/** Throws `ACCOUNTS_INSTANCE_LOST` where the set-up is open to anyone with the token, and there is data that only people make. */
export async function requirePeople(db: AccountsDb): Promise<void> {
  if (await isSetupDone(db)) return
  const filled = (await filledTables(db, 'users')).filter((table) => !WITHOUT_PEOPLE.includes(table))
  if (filled.length === 0 || filled.includes('users')) return
  throw new ProblemError(accountsErrors.ACCOUNTS_INSTANCE_LOST, {
    detail:
      `There are no users, although there is data in ${filled.join(', ')}: this is not a new database, and no administrator is made. ` +
      'Restore the database from a backup.',
  })
}

/** Reads the secret that all processes over this database share; the first one to ask makes it. */
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
 * Closes the set-up. Of any number of callers, in any number of processes, one gets `true`: the others wait for its
 * transaction at the row and find it closed, or, if that was rolled back, try in their turn.
 */
export async function closeSetup(trx: AccountsDb): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('accounts_instance')
    .set({ setup_done_at: new Date() })
    .where('setup_done_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
