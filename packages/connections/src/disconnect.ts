import { ProblemError } from '@tributary/core'
import { endConnection, findConnection, type OwnConnection } from './connection-store.ts'
import { connectionsErrors } from './connections-errors.ts'
import { resolveNotices } from './notices.ts'
import type { Parts } from './parts.ts'
import { revokeLater } from './revoke-later.ts'
import type { ConnectionsTables } from './tables.ts'

/**
 * Disconnects a connection: one transaction deletes its credentials and queues their revocation if the provider
 * supports it. Throws `CONNECTIONS_NOT_FOUND`.
 */
export async function disconnect(parts: Parts, own: OwnConnection): Promise<void> {
  const { database } = parts
  const row = await findConnection(database.tables<ConnectionsTables>(), own)
  if (row === undefined || row.status === 'disconnected')
    throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
      detail: 'The connection is already disconnected.',
    })
  await database.transaction<ConnectionsTables, void>(async (trx) => {
    if (!(await endConnection(trx, row.id))) return
    await revokeLater(parts, trx, row)
    await resolveNotices(parts, trx, row)
  })
}
