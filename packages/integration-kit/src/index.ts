export { apiKey } from './auth/api-key.ts'
export { noAuth } from './auth/auth.ts'
export { basicAuth } from './auth/basic-auth.ts'
export { credentials } from './auth/credentials.ts'
export { deviceCode } from './auth/device-code.ts'
export { oauth2 } from './auth/oauth2.ts'
export { field } from './config/field.ts'
export { fields } from './config/fields.ts'
export { dailyMetricStream } from './daily-metric-stream.ts'
export { defineIntegration } from './define-integration.ts'
export { type EventRecord, eventStream } from './event-stream.ts'
export { ownRoute } from './extension.ts'
export { fileImport } from './file-import.ts'
export { nextLink } from './http/next-link.ts'
export type { HttpAnswer, ProviderHttp } from './http/provider-http.ts'
export type { Integration } from './integration.ts'
export { IntegrationError, isIntegrationError } from './integration-error.ts'
export type { IntegrationErrorCode } from './integration-error-codes.ts'
export { measurementStream } from './measurement-stream.ts'
export type { ProviderFacts } from './provider-facts.ts'
export type { DailyMetricRecord, MeasurementRecord, MediaRecord, MediaType } from './records.ts'
export {
  type ImportContext,
  type MetricField,
  mediaStream,
  type Page,
  type RejectedRecord,
  type Stream,
  type SyncContext,
} from './stream.ts'
export { webhook } from './webhook.ts'
