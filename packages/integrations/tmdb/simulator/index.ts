export {
  ACCESS_TOKEN,
  API_KEY,
  createTmdbSimulator,
  type TmdbSimulatorOptions,
} from './create-tmdb-simulator.ts'
export { HARD_TITLES, type SimulatedTitle } from './simulated-titles.ts'
export { refusal } from './title-replies.ts'
