export { CATALOGUE, type Playable, simulatedId } from './catalogue.ts'
export {
  createSpotifySimulator,
  endpoints,
  type SpotifyAccount,
  type SpotifySimulator,
  type SpotifySimulatorOptions,
} from './create-spotify-simulator.ts'
export type { PersonalTraces } from './export-entries.ts'
export {
  type ExportFile,
  type ExportFormat,
  type ExportOptions,
  exportFiles,
  wholeOf,
  zipOf,
  zipStream,
} from './export-files.ts'
export { generateListening, type ListeningOptions, type Play } from './listening.ts'
export { spotifyProfile } from './spotify-profile.ts'
