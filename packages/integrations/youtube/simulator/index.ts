export { type HistoryOptions, type SimulatedActivity, simulatedActivities } from './activities.ts'
export {
  createYouTubeSimulator,
  simulateYouTubeApi,
  type YouTubeSimulator,
  type YouTubeSimulatorOptions,
} from './create-youtube-simulator.ts'
export type { Library, SimulatedSubscription, SimulatedVideo } from './library.ts'
export { LOCALES, type Locale } from './locales.ts'
export { generateHistory, generateTakeout, type TakeoutOptions } from './takeout.ts'
export { REFUSALS } from './youtube-error.ts'
export { SCOPE, youtubeProfile } from './youtube-profile.ts'
export { zipOf } from './zip-of.ts'
