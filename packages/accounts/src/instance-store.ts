import { randomBytes } from 'node:crypto'
import type { AccountsDb } from './accounts-tables.ts'

/** Reads the secret that all processes over this database share; the first one to ask makes it. */
export async function readSharedSecret(db: AccountsDb): Promise<string> {
  await db
    .insertInto('accounts_instance')
    .values({ auth_secret: randomBytes(32).toString('base64url'), setup_done_at: null })
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
