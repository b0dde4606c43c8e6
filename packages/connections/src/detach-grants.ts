import type { Transaction } from 'kysely'
import { listConnections, lockConnectionsOf } from './connection-store.ts'
import { revocationOf } from './credentials/sealed-credentials.ts'
import type { Parts } from './parts.ts'
import { deleteRevocation, detachRevocation, lockRevocationsOf } from './revocation-store.ts'
import { readIfItOpens, revokeLater, type StagedGrant, stageRevocation } from './revoke-later.ts'
import type { ConnectionsTables } from './tables.ts'

/** By the id of the connection. */
export type StagedGrants = ReadonlyMap<string, StagedGrant>

/** Before the transaction that deletes a user: reads the grants and stages them for their revocation. */
export async function stageGrants(parts: Parts, userId: string): Promise<StagedGrants> {
  const rows = await listConnections(parts.database.tables<ConnectionsTables>(), userId)
  const staged = new Map<string, StagedGrant>()
  for (const row of rows)
    if (row.status !== 'disconnected') staged.set(row.id, await stageRevocation(parts, row, null))
  return staged
}

/**
 * Before a user is deleted: queues the revocation of all their grants, and detaches pending revocations from the
 * user. Rows and secrets of a user are deleted with the user, but an unrevoked token stays valid at the provider.
 */
export async function detachGrants(
  parts: Parts,
  trx: Transaction<ConnectionsTables>,
  { userId, grants }: { readonly userId: string; readonly grants: StagedGrants },
): Promise<void> {
  // Locked, so that a concurrent refresh finds no connection and queues its tokens for revocation too.
  for (const row of await lockConnectionsOf(trx, userId)) {
    const found = grants.get(row.id)
    const isCurrent = found?.credentialsVersion === row.credentials_version
    // Connected or refreshed since they were staged, which is rare: only then this waits for Vault.
    const grant = isCurrent ? found : await stageRevocation(parts, row, null)
    await revokeLater(parts, trx, { row, grant })
  }
  // Those of the last day that the provider has not confirmed. A revocation may renew its tokens meanwhile, so they are read here.
  for (const row of await lockRevocationsOf(trx, userId)) {
    const sealed = await readIfItOpens(parts, revocationOf(row), { trx })
    await parts.secrets.remove(revocationOf(row), { trx })
    if (sealed === undefined) {
      await deleteRevocation(trx, row.id)
    } else {
      await detachRevocation(trx, row.id)
      await parts.secrets.write(revocationOf({ id: row.id, user_id: null }), sealed, { trx })
    }
  }
}
