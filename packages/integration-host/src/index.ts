export { hasAccount } from './auth/auth-strategies.ts'
export { type ConnectionForms, connectionFormsOf } from './auth/connection-forms.ts'
export { checkProvider } from './check/provider-mistakes.ts'
export { checkField } from './config/check-field.ts'
export { type Configuration, configurations, type Settings, settings } from './config/configuration.ts'
export { VALUE_MISSING } from './config/describe-fault.ts'
export { formData } from './config/form/form-data.ts'
export { type Form, formOf } from './config/form/form-of.ts'
export { type ConfigurationField, listFields } from './config/list-fields.ts'
export { readEntered } from './config/read-entered.ts'
export { readFieldText } from './config/read-field-text.ts'
export { settingsTable } from './config/settings-table.ts'
export { settingsTables } from './config/settings-tables.ts'
export { visibleFields } from './config/visible-fields.ts'
export { CONNECTION_REASONS, type ConnectionReason } from './connection-reasons.ts'
export {
  CONNECTION_STATUSES,
  Connection,
  type ConnectionStatus,
  type Connections,
  type ConnectionTarget,
  connections,
  EXAMPLE_CONNECTION_ID,
  type OwnConnection,
  type Readiness,
} from './connection-service.ts'
export { findDefinition, integrations, listDefinitions } from './definitions.ts'
export {
  ConnectionHealth,
  type ConnectionHealthCounts,
  connectionHealth,
  HEALTH_STATUSES,
  type HealthStatus,
  type ReadConnectionHealth,
  viewConnectionHealth,
} from './health/connection-health.ts'
export {
  HEALTH_SUBJECT_TYPES,
  type HealthSubject,
  type HealthSubjects,
  type HealthSubjectType,
  healthSubjects,
} from './health/health-subjects.ts'
export {
  EXAMPLE_JOB,
  EXAMPLE_JOB_ID,
  ImportJob,
  JOB_ERROR_CODES,
  JOB_KINDS,
  JOB_LOCATION,
  JOB_STATUSES,
  JOB_TRIGGERS,
  type JobErrorCode,
  type JobKind,
  type JobStatus,
  type JobTrigger,
} from './import-job.ts'
export { checkImportOptions, readImportOptions } from './import-options.ts'
export { type Delivered, type Imports, imports, type Upload } from './import-service.ts'
export { integrationErrors } from './integration-errors.ts'
export { type IntegrationOptions, type IntegrationPlugin, integrationPlugin } from './integration-plugin.ts'
export { integrationsPlugin } from './integrations/integrations-plugin.ts'
export { overLimit } from './over-limit.ts'
export { ConnectionTest, type ConnectionTestStep } from './providers/connection-test.ts'
export { type InstanceNotice, instanceEvents } from './providers/instance-events.ts'
export { offeredProviders } from './providers/offered-providers.ts'
export {
  INSTANCE_STATES,
  type InstanceState,
  type ProviderInstance,
  type Providers,
  type ProviderTarget,
  providers,
} from './providers/providers.ts'
export {
  type BrowserCookie,
  browserCookie,
  forgetFlow,
  keepBrowserToken,
  readBrowserToken,
} from './routes/browser-cookie.ts'
export { prefersHtml } from './routes/prefers-html.ts'
export { acceptForms, readUploadForm, refuseByLength, tooLarge } from './routes/upload-form.ts'
export { allScopes, hasScopes, missingScopes, scopesToRequest } from './scopes.ts'
export { forbidsUse, LEFT_OUT_DESCRIPTION, LEFT_OUT_HEADER, leftOutOfExport } from './terms.ts'
export { acceptRawBodies, readRawRequest, WEBHOOK_BODY_BYTES } from './webhook/raw-request.ts'
