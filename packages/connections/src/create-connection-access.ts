import { claimDue } from './claim-due.ts'
import { sharedSettings } from './connecting/changeable-settings.ts'
import type { ConnectionAccess, OpenConnection } from './connection-access.ts'
import { findRunnable, listConnectionsOf } from './connection-store.ts'
import { openAuthorizer } from './credentials/open-authorizer.ts'
import type { CredentialRefresher } from './credentials/refresh-credentials.ts'
import { deleteExpired } from './delete-expired.ts'
import type { Parts } from './parts.ts'
import { recordRun } from './record-run.ts'
import { recordWait } from './record-wait.ts'
import { refreshIdle } from './refresh-idle.ts'
import { revokeDue } from './revoke-due.ts'
import { isStreamEnabled } from './scopes.ts'
import { partsOfConnection } from './simulated/parts-of-connection.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'

/** The service behind the sync engine and its scheduler. */
export function createConnectionAccess(
  parts: Parts,
  refresher: CredentialRefresher,
  integrations: () => readonly string[],
): ConnectionAccess {
  const db = () => parts.database.tables<ConnectionsTables>()
  return {
    fetch: parts.fetch,
    configOf: async (integration) => (await parts.settings.read(integration)) ?? {},
    async settingsOf(whose) {
      const rows = await listConnectionsOf(db(), whose)
      const connected = rows.filter(({ status, simulated }) => status !== 'disconnected' && !simulated)
      return sharedSettings((connected.length > 0 ? connected : rows).map(({ settings }) => settings))
    },
    claimDue: (trx, limit) => claimDue(parts, trx, limit),
    async open(connectionId) {
      const found = await findRunnable(db(), parts.secrets, connectionId)
      if (found === undefined || found.row.status === 'disconnected') return undefined
      const { row, isEnabled: enabled } = found
      const { fetch, settings } = partsOfConnection(parts, row)
      return {
        id: row.id,
        userId: row.user_id,
        integration: row.integration,
        // The administrator's switch pauses all connections without changing their rows.
        status: enabled ? row.status : 'paused',
        reason: enabled ? row.reason : 'An administrator has disabled this integration.',
        grantedScopes: row.granted_scopes,
        settings: row.settings,
        account: accountOf(row),
        isEnabled: (stream) => isStreamEnabled(row, stream),
        connectedAt: row.connected_at,
        consentedAt: row.consented_at,
        lastSyncAt: row.last_sync_at,
        waitUntil: row.wait_until,
        authorizer: openAuthorizer(parts, refresher, found),
        simulated: row.simulated,
        fetch,
        config: async () => (await settings.read(row.integration)) ?? {},
      }
    },
    recordRun: (trx, connection, run) => recordRun(parts, trx, { connection, run }),
    recordWait: (trx, connection, wait) => recordWait(trx, connection, wait),
    async maintain(signal) {
      await deleteExpired(parts)
      await revokeDue(parts)
      await refreshIdle(parts, refresher, { integrations: integrations(), signal })
    },
  }
}

function accountOf({ account_id: id, account_name: name }: ConnectionRow): OpenConnection['account'] {
  if (id === null) return undefined
  return name === null ? { id } : { id, name }
}
