import { ProblemError } from '@tributary/core'
import { endConnection, findConnection, type OwnConnection } from './connection-store.ts'
import { connectionsErrors } from './connections-errors.ts'
import { settleNotices } from './notices.ts'
import type { Parts } from './parts.ts'
import { revokeLater } from './revoke-later.ts'
import type { ConnectionsTables } from './tables.ts'

/**
 * Ends a connection: in one transaction its credentials are gone, and their revocation at the provider waits in their
 * place where the provider has one. Throws `CONNECTIONS_NOT_FOUND`.
 */
export async function disconnect(parts: Parts, own: OwnConnection): Promise<void> {
  const { database } = parts
  const row = await findConnection(database.tables<ConnectionsTables>(), own)
  if (row === undefined || row.status === 'disconnected')
    throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, { detail: 'Nothing is connected.' })
  await database.transaction<ConnectionsTables, void>(async (trx) => {
    if (!(await endConnection(trx, row.id))) return
    await revokeLater(parts, trx, row)
    await settleNotices(parts, trx, row)
  })
}
