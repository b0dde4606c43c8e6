export { analyticsErrors } from './analytics-errors.ts'
export { type AnalyticsOptions, analyticsPlugin } from './analytics-plugin.ts'
