import type { AccountsDb } from './accounts-tables.ts'
import { deleteDevicesOf } from './device-store.ts'
import { deleteSessionsOf } from './session-store.ts'

/** Ends all sessions of a user and makes every browser a stranger: who had one may be why the user is signed out. */
export async function signOutEverywhere(trx: AccountsDb, userId: string): Promise<void> {
  await deleteSessionsOf(trx, userId)
  await deleteDevicesOf(trx, userId)
}
