import { ProblemError } from '@tributary/core'
import { endConnection, findConnection } from './connection-store.ts'
import { connectionsErrors } from './connections-errors.ts'
import { credentialsOf, readCredentials, revocationOf } from './credentials/sealed-credentials.ts'
import { settleNotices } from './notices.ts'
import type { Parts } from './parts.ts'
import { insertRevocation } from './revocation-store.ts'
import type { ConnectionsTables } from './tables.ts'

/**
 * Ends a connection: in one transaction its credentials are gone, and their revocation at the provider waits in their
 * place where the provider has one. Throws `CONNECTIONS_NOT_FOUND`.
 */
export async function disconnect(
  parts: Parts,
  whose: { readonly userId: string; readonly integration: string },
): Promise<void> {
  const { database, secrets, definitionOf } = parts
  const row = await findConnection(database.tables<ConnectionsTables>(), whose)
  if (row === undefined || row.status === 'disconnected')
    throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, { detail: 'Nothing is connected.' })
  const sealed = await secrets.read(credentialsOf(row))
  const auth = definitionOf(whose.integration)?.auth
  const revocable =
    sealed !== undefined &&
    readCredentials(sealed).kind === 'oauth2' &&
    auth?.kind === 'oauth2' &&
    auth.revocation !== undefined
  await database.transaction<ConnectionsTables, void>(async (trx) => {
    if (!(await endConnection(trx, row.id))) return
    await secrets.remove(credentialsOf(row), { trx })
    await settleNotices(parts, trx, row)
    if (!revocable) return
    const id = await insertRevocation(trx, whose)
    await secrets.write(revocationOf({ id, user_id: row.user_id }), sealed, { trx })
  })
}
