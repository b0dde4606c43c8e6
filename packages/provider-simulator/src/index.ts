export type { ConsentDecision, ConsentMode } from './consent.ts'
export type { ControlBody, SimulatorActions } from './control-api.ts'
export {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
} from './create-provider-simulator.ts'
export type { DemoFile, DemoProvider } from './demo-provider.ts'
export type { Fault } from './fault.ts'
export { keyProfile } from './key-profile.ts'
export { type Place, readPageToken, writePageToken } from './page-token.ts'
export type {
  ClientAuthentication,
  ProviderProfile,
  ProviderSwitches,
  RedirectUriRules,
  RevocationProfile,
  SimulatorAccount,
  SimulatorClient,
  TokenCarrier,
  TokenFailure,
  TokenFailureReason,
  UnauthorizedReason,
} from './provider-profile.ts'
export { randomNumbers } from './random-numbers.ts'
export type { RecordedExchange } from './recorded-exchange.ts'
export type { LoggedRequest, TokenCalls } from './request-log.ts'
export { SimulatorClock } from './simulator-clock.ts'
export type { SimulatorControls } from './simulator-controls.ts'
export type { DataFault, SimulatorReply, SimulatorRequest, SimulatorRoute } from './simulator-route.ts'
