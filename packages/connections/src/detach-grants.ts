import type { Transaction } from 'kysely'
import { lockConnectionsOf } from './connection-store.ts'
import { revocationOf } from './credentials/sealed-credentials.ts'
import type { Parts } from './parts.ts'
import { deleteRevocation, detachRevocation, lockRevocationsOf } from './revocation-store.ts'
import { readIfItOpens, revokeLater } from './revoke-later.ts'
import type { ConnectionsTables } from './tables.ts'

/**
 * Before a user is deleted: queues the revocation of all their grants, and detaches pending revocations from the
 * user. Rows and secrets of a user are deleted with the user, but an unrevoked token stays valid at the provider.
 */
export async function detachGrants(
  parts: Parts,
  trx: Transaction<ConnectionsTables>,
  userId: string,
): Promise<void> {
  // Locked, so that a concurrent refresh finds no connection and queues its tokens for revocation too.
  for (const row of await lockConnectionsOf(trx, userId)) await revokeLater(parts, trx, row)
  for (const row of await lockRevocationsOf(trx, userId)) {
    const sealed = await readIfItOpens(parts, trx, revocationOf(row))
    await parts.secrets.remove(revocationOf(row), { trx })
    if (sealed === undefined) {
      await deleteRevocation(trx, row.id)
    } else {
      await detachRevocation(trx, row.id)
      await parts.secrets.write(revocationOf({ id: row.id, user_id: null }), sealed, { trx })
    }
  }
}
