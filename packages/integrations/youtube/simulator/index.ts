export { type HistoryOptions, type SimulatedActivity, simulatedActivities } from './activities.ts'
export { LOCALES, type Locale } from './locales.ts'
export { generateHistory, generateTakeout, type TakeoutOptions } from './takeout.ts'
export { zipOf } from './zip-of.ts'
