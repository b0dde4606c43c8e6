import type { OwnConnection } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { lockConnection, moveConnection } from './connection-store.ts'
import { holdsLease } from './credentials/lease-store.ts'
import { notifyNeedsReauth } from './notices.ts'
import type { Parts } from './parts.ts'
import type { Reason } from './reason.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'

const DAY_MILLISECONDS = 86_400_000

/**
 * Records that the provider has ended a connection, if these credentials and this lease are still current, and
 * notifies the person with the probable reason. Resolves to the reason; to `undefined` if the credentials or the
 * lease have changed.
 */
export async function markNeedsReauth(
  parts: Parts,
  row: ConnectionRow,
  lease: string,
): Promise<string | undefined> {
  const reason = reasonForReauth(parts.definitionOf(row.integration), row, parts.now())
  const holds = await parts.database.transaction<ConnectionsTables, boolean>(async (trx) => {
    if (!(await holdsLease(trx, row.id, { version: row.credentials_version, lease }))) return false
    const moved = await moveConnection(trx, row.id, { status: 'needs_reauth', reason })
    if (moved !== undefined) await notifyNeedsReauth(parts, trx, moved)
    return true
  })
  return holds ? reason.message : undefined
}

/** Records that the provider reported a withdrawn access, and asks the person to connect again. */
export async function markWithdrawn(parts: Parts, own: OwnConnection): Promise<void> {
  await parts.database.transaction<ConnectionsTables, void>(async (trx) => {
    const row = await lockConnection(trx, own)
    if (row === undefined) return
    const displayName = parts.definitionOf(row.integration)?.displayName ?? row.integration
    const message = `The access was withdrawn at ${displayName}. Connect again to continue.`
    const reason: Reason = { code: 'access_withdrawn', message }
    const moved = await moveConnection(trx, row.id, { status: 'needs_reauth', reason })
    if (moved !== undefined) await notifyNeedsReauth(parts, trx, moved)
  })
}

/** The probable reason, from the facts of the provider. */
export function reasonForReauth(
  definition: IntegrationDefinition | undefined,
  row: Pick<ConnectionRow, 'consented_at' | 'integration'>,
  now: number,
): Reason {
  const displayName = definition?.displayName ?? row.integration
  const testing = definition?.facts?.testingClient
  if (testing !== undefined) {
    const days = (now - row.consented_at.getTime()) / DAY_MILLISECONDS
    // Detected at the next refresh, so possibly late; a day is longer than the life of any access token.
    if (days >= testing.refreshTokenDays - 0.1 && days <= testing.refreshTokenDays + 1.5)
      return { code: 'test_access_expired', message: testing.explanation }
  }
  const message = `${displayName} no longer accepts this connection: the access was withdrawn or has expired. Connect again.`
  return { code: 'credentials_rejected', message }
}
