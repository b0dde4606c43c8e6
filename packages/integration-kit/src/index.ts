export {
  type ApiKeyAuth,
  type ApiKeyOptions,
  type Auth,
  apiKey,
  type FileImportAuth,
  type FileImportOptions,
  fileImport,
  type NoAuth,
  noAuth,
  type OAuth2Auth,
  type OAuth2Options,
  oauth2,
} from './auth.ts'
export { defineIntegration } from './define-integration.ts'
export { ImportJob, JOB_STATUSES, type JobStatus } from './import-job.ts'
export { readImportOptions } from './import-options.ts'
export { type Imports, imports, integrations, type Upload } from './import-service.ts'
export type { Integration, IntegrationDefinition, ProviderFacts } from './integration.ts'
export {
  INTEGRATION_ERROR_CODES,
  IntegrationError,
  type IntegrationErrorCode,
  type IntegrationErrorOptions,
} from './integration-error.ts'
export { integrationErrors } from './integration-errors.ts'
export {
  type DailyMetricRecord,
  Instant,
  LocalDate,
  MEDIA_TYPES,
  type MeasurementRecord,
  MediaRecord,
  MediaType,
} from './records.ts'
export { tooLarge } from './routes/import.ts'
export {
  dailyMetricStream,
  type ImportContext,
  type ImportFile,
  type JsonValue,
  type MetricField,
  measurementStream,
  mediaStream,
  type Page,
  type RejectedRecord,
  type RunContext,
  type Stream,
  type StreamKind,
  type StreamOptions,
  type SyncContext,
} from './stream.ts'
