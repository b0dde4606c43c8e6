export { generateViewingActivity, type ViewingActivityOptions } from './generate-viewing-activity.ts'
export { generateViewingHistory, type ViewingHistoryOptions } from './generate-viewing-history.ts'
export { LOCALES, type Locale } from './locales.ts'
