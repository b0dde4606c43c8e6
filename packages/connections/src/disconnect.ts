import { ProblemError } from '@tributary/core'
import { endConnection, findConnection, type OwnConnection } from './connection-store.ts'
import { connectionsErrors } from './connections-errors.ts'
import { resolveNotices } from './notices.ts'
import type { Parts } from './parts.ts'
import { revokeLater, stageRevocation } from './revoke-later.ts'
import type { ConnectionsTables } from './tables.ts'

/** How often the credentials may be refreshed while their revocation is staged. */
const ATTEMPTS = 5

/**
 * Disconnects a connection: one transaction deletes its credentials and queues their revocation if the provider
 * supports it. Throws `CONNECTIONS_NOT_FOUND`.
 */
export async function disconnect(parts: Parts, own: OwnConnection): Promise<void> {
  const { database } = parts
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await findConnection(database.tables<ConnectionsTables>(), own)
    if (row === undefined || row.status === 'disconnected') {
      // Another request has disconnected it meanwhile.
      if (attempt > 0) return
      throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
        detail: 'The connection is already disconnected.',
      })
    }
    const grant = await stageRevocation(parts, row)
    const hasEnded = await database.transaction<ConnectionsTables, boolean>(async (trx) => {
      if (!(await endConnection(trx, row))) return false
      await revokeLater(parts, trx, { row, grant })
      await resolveNotices(parts, trx, row)
      return true
    })
    if (hasEnded) return
  }
  throw new ProblemError(connectionsErrors.CONNECTIONS_CHANGING)
}
