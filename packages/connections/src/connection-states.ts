import type { ConnectionStatus } from '@tributary/integration-host'

/** Which state of a connection may follow which. Every update of a status names its `from` in the `where`. */
export const CONNECTION_TRANSITIONS = [
  // The provider has ended the grant, or the person's key.
  { from: 'connected', to: 'needs_reauth' },
  { from: 'needs_permission', to: 'needs_reauth' },
  // Detected when an idle connection is refreshed.
  { from: 'paused', to: 'needs_reauth' },
  // A stream lacks a scope; the other streams continue.
  { from: 'connected', to: 'needs_permission' },
  { from: 'needs_permission', to: 'needs_permission' },
  { from: 'needs_permission', to: 'connected' },
  // The person must act at the provider, or the administrator must act. Scheduled syncs retry.
  { from: 'connected', to: 'needs_action' },
  { from: 'needs_permission', to: 'needs_action' },
  { from: 'needs_action', to: 'needs_action' },
  { from: 'needs_action', to: 'connected' },
  { from: 'needs_action', to: 'needs_permission' },
  { from: 'needs_action', to: 'needs_reauth' },
  { from: 'needs_action', to: 'paused' },
  { from: 'needs_action', to: 'disconnected' },
  // By the person, after too many failures, or because the provider has shut down.
  { from: 'connected', to: 'paused' },
  { from: 'needs_permission', to: 'paused' },
  { from: 'paused', to: 'connected' },
  { from: 'paused', to: 'needs_permission' },
  // Connecting again leads to `connected` from every state.
  { from: 'needs_reauth', to: 'connected' },
  { from: 'needs_reauth', to: 'needs_permission' },
  { from: 'disconnected', to: 'connected' },
  { from: 'disconnected', to: 'needs_permission' },
  { from: 'connected', to: 'disconnected' },
  { from: 'needs_reauth', to: 'disconnected' },
  { from: 'needs_permission', to: 'disconnected' },
  { from: 'paused', to: 'disconnected' },
] as const satisfies readonly { from: ConnectionStatus; to: ConnectionStatus }[]

/** The states from which a connection can change to `to`. */
export function statesBefore(to: ConnectionStatus): ConnectionStatus[] {
  return CONNECTION_TRANSITIONS.filter((transition) => transition.to === to).map(({ from }) => from)
}

/** The states in which a connection is synced. */
export const SYNCING: readonly ConnectionStatus[] = ['connected', 'needs_permission', 'needs_action']
