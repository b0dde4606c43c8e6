import { type Connection, hasScopes } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { SYNCING } from './connection-states.ts'
import { factsOf, healthOf } from './health-of-connection.ts'
import { isStreamEnabled, missingScopes } from './scopes.ts'
import type { ConnectionRow } from './tables.ts'

/** A connection as the API shows it. */
export function viewConnection(
  row: ConnectionRow,
  definition: IntegrationDefinition | undefined,
  now = Date.now(),
): Connection {
  const missing =
    definition === undefined || row.status === 'disconnected' ? [] : missingScopes(definition, row)
  return {
    id: row.id,
    integration: row.integration,
    status: row.status,
    health: healthOf(factsOf(row, definition, now)),
    reason: row.reason,
    reasonCode: row.reason_code,
    accountName: row.account_name,
    label: row.label,
    simulated: row.simulated,
    grantedScopes: row.granted_scopes,
    missingScopes: missing,
    settings: row.settings,
    streams: (definition?.streams ?? [])
      .filter(({ sync }) => sync !== undefined)
      .map((stream) => {
        const enabled = isStreamEnabled(row, stream)
        const granted = hasScopes(stream, row.granted_scopes)
        return { id: stream.id, enabled, runs: enabled && granted && row.status !== 'disconnected' }
      }),
    connectedAt: row.connected_at.toISOString(),
    lastSyncAt: row.last_sync_at?.toISOString() ?? null,
    nextSyncAt: SYNCING.includes(row.status) ? (row.next_sync_at?.toISOString() ?? null) : null,
    lastError:
      row.last_error_code === null
        ? null
        : { code: row.last_error_code, message: row.last_error_message ?? '' },
  }
}
