import type { Transaction } from 'kysely'
import { deviceCodeOf } from './auth/device-code/device-code-reference.ts'
import { deleteExpiredFlows } from './flow-store.ts'
import type { Parts } from './parts.ts'
import type { ConnectionsTables } from './tables.ts'

/** Deletes expired flows and their device codes. */
export async function deleteExpired({ database, secrets }: Parts): Promise<void> {
  await database.transaction(async (trx: Transaction<ConnectionsTables>) => {
    for (const { state_hash: stateHash, user_id: userId } of await deleteExpiredFlows(trx))
      await secrets.remove(deviceCodeOf({ stateHash, userId }), { trx })
  })
}
