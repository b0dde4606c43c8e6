export {
  createLastFmSimulator,
  type LastFmAccount,
  type LastFmSimulator,
  type LastFmSimulatorOptions,
} from './create-lastfm-simulator.ts'
export { API_KEY, refusal } from './lastfm-profile.ts'
export { type SimulatedScrobble, simulatedScrobble } from './simulated-scrobbles.ts'
