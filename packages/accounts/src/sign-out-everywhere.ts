import type { AccountsDb } from './accounts-tables.ts'
import { deleteDevicesOf } from './device-store.ts'
import { deleteSessionsOf } from './session-store.ts'

/**
 * Ends all sessions of a user and forgets the known browsers: a compromised session may be the reason for signing
 * out.
 */
export async function signOutEverywhere(trx: AccountsDb, userId: string): Promise<void> {
  await deleteSessionsOf(trx, userId)
  await deleteDevicesOf(trx, userId)
}
