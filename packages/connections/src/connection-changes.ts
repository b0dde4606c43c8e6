import type { ChangeType } from '@tributary/changes'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { ConnectionRow } from './tables.ts'
import { viewConnection } from './view-connection.ts'

/** Connections, as the feed of changes tells of them. */
export function connectionChanges(
  definitionOf: (integration: string) => IntegrationDefinition | undefined,
): ChangeType {
  return {
    type: 'connection',
    scopes: ['connections:read'],
    table: 'user_integrations',
    id: 'id::text',
    key: [['id', 'uuid']],
    columns: [
      'id',
      'integration',
      'status',
      'reason',
      'reason_code',
      'account_name',
      'label',
      'simulated',
      'granted_scopes',
      'settings',
      'streams',
      'connected_at',
      'last_sync_at',
      'next_sync_at',
      'last_error_code',
      'last_error_message',
    ],
    instants: ['connected_at', 'last_sync_at', 'next_sync_at'],
    view: (row: ConnectionRow) => viewConnection(row, definitionOf(row.integration)),
  }
}
