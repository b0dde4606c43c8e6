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
  type OAuth2Quirks,
  type OAuth2ReplyError,
  type OAuth2Revocation,
  oauth2,
} from './auth.ts'
export { checkField } from './config/check-field.ts'
export {
  type Configuration,
  type ConfigurationValues,
  configurations,
  type Settings,
  type SetupInfo,
  settings,
} from './config/configuration.ts'
export { field } from './config/field.ts'
export {
  type Choice,
  FIELD,
  FIELD_KINDS,
  type FieldDescription,
  type FieldKind,
  type FieldOptions,
  type FieldRule,
} from './config/field-options.ts'
export { type ConfigurationField, listFields } from './config/list-fields.ts'
export { readFieldText } from './config/read-field-text.ts'
export {
  CONNECTION_STATUSES,
  Connection,
  type ConnectionStatus,
  type Connections,
  connections,
  type Readiness,
} from './connection-service.ts'
export { localDateIn } from './dates/local-date.ts'
export { defineIntegration } from './define-integration.ts'
export { nextLink } from './http/next-link.ts'
export type {
  Accept,
  ApiDefinition,
  HttpAnswer,
  HttpContent,
  HttpRequest,
  NextPage,
  ProviderHttp,
  Query,
} from './http/provider-http.ts'
export {
  ImportJob,
  JOB_KINDS,
  JOB_STATUSES,
  JOB_TRIGGERS,
  type JobKind,
  type JobStatus,
  type JobTrigger,
} from './import-job.ts'
export { readImportOptions } from './import-options.ts'
export { type Imports, imports, integrations, type Upload } from './import-service.ts'
export { importedFiles } from './imported-files.ts'
export type { Integration, IntegrationDefinition, ProviderAccount, SyncSchedule } from './integration.ts'
export {
  INTEGRATION_ERROR_CODES,
  IntegrationError,
  type IntegrationErrorCode,
  type IntegrationErrorOptions,
} from './integration-error.ts'
export { integrationErrors } from './integration-errors.ts'
export {
  expectedOfMetric,
  isLocalDate,
  MAX_METRIC_TEXT,
  METRIC_TYPES,
  type MetricType,
  type MetricValue,
} from './metric-value.ts'
export type { ProviderFacts } from './provider-facts.ts'
export {
  type DailyMetricRecord,
  Instant,
  LocalDate,
  MEDIA_TYPES,
  type MeasurementRecord,
  MediaMatch,
  MediaRecord,
  MediaType,
} from './records.ts'
export { tooLarge } from './routes/import.ts'
export {
  type DateRange,
  type DeliveredRecord,
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
  type WithdrawnValue,
} from './stream.ts'
