export { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client'
export { type DatabaseHealthOptions, databaseHealthCheck } from './database/database-health.ts'
export { type CachedFiguresOptions, cachedFigures } from './figures/cached-figures.ts'
export {
  type HealthCheck,
  type HealthProblem,
  type HealthSeverity,
  healthChecks,
} from './health/health-check.ts'
export { DEFAULT_HEALTH_LIMITS, type HealthLimits } from './health/health-monitor.ts'
export { publicReason } from './health/health-report.ts'
export { type CreateLoggerOptions, createLogger } from './log/create-logger.ts'
export { SecretRegistry, secretRegistry } from './log/secret-registry.ts'
export { type MetricCollector, metricCollectors } from './metrics/metric-collectors.ts'
export { type Sample, type SampledGaugeOptions, sampledGauge } from './metrics/sampled-gauge.ts'
export { operationsErrors } from './operations-errors.ts'
export { type OperationsOptions, operationsPlugin } from './operations-plugin.ts'
export { type RequestObserver, requestObservers } from './requests/request-observer.ts'
