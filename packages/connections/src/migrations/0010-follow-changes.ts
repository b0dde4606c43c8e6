import { trackChanges } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** Without leases and versions of credentials, which change at each refresh. */
export const SHOWN_OF_CONNECTIONS = [
  'status',
  'reason',
  'account_name',
  'label',
  'granted_scopes',
  'settings',
  'streams',
  'connected_at',
  'last_sync_at',
  'next_sync_at',
  'last_error_code',
  'last_error_message',
] as const

/** Clients can ask for the connections that have changed or were deleted since they asked last. */
export const followChanges: Migration = {
  up: (db) =>
    trackChanges(db, {
      table: 'user_integrations',
      type: 'connection',
      id: 'id::text',
      shown: SHOWN_OF_CONNECTIONS,
    }),
}
