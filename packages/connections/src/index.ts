export {
  type ConnectionAccess,
  connectionAccess,
  type DueConnection,
  type OpenConnection,
  type ProviderWait,
  type RejectionFault,
  type RunConnection,
  type RunOutcome,
} from './connection-access.ts'
export { CONNECTION_TRANSITIONS } from './connection-states.ts'
export { connectionsErrors } from './connections-errors.ts'
export { type ConnectionsOptions, connectionsPlugin } from './connections-plugin.ts'
export { FAILURES_BEFORE_PAUSE } from './record-run.ts'
export { type SimulatedConnections, simulatedConnections } from './simulated/simulated-connections.ts'
export {
  type SimulatedGrant,
  type SimulatedProvider,
  type SimulatedProviders,
  simulatedProviders,
} from './simulated/simulated-providers.ts'
