export {
  createListenBrainzSimulator,
  type ListenBrainzAccount,
  type ListenBrainzSimulator,
  type ListenBrainzSimulatorOptions,
} from './create-listenbrainz-simulator.ts'
export {
  generateListens,
  type ListenOptions,
  mappingOf,
  type SimulatedListen,
  simulatedListen,
  uuidOf,
} from './simulated-listens.ts'
