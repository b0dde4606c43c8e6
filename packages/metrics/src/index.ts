export { type DailyMetric, type DailyValue, type DailyValues, dailyValues } from './daily-values.ts'
export { metricsErrors } from './metrics-errors.ts'
export { metricsPlugin } from './metrics-plugin.ts'
export type { DailyMetricsView } from './tables.ts'
