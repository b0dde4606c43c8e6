// For the platform's packages: what a definition is made of, and what is behind the names that authors use.
export { type ApiKeyOptions, CREDENTIAL } from './auth/api-key.ts'
export type { Auth, NoAuth } from './auth/auth.ts'
export type { CredentialsAuth, CredentialsOptions, RequestCredentials, Session } from './auth/credentials.ts'
export type { DeviceCodeAuth, DeviceCodeOptions } from './auth/device-code.ts'
export type { OAuth2Quirks, OAuth2ReplyError, OAuth2Revocation, OAuthServer } from './auth/oauth-server.ts'
export type { OAuth2Auth, OAuth2Options } from './auth/oauth2.ts'
export type { ConfigurationValues, SetupInfo } from './config/configuration-values.ts'
export { fieldOf, holdsSecrets, itemsOf, labelled, loadOf } from './config/field.ts'
export {
  type Choice,
  FIELD,
  FIELD_KINDS,
  type FieldDescription,
  type FieldKind,
  type FieldOptions,
  type FieldRule,
  type FieldValue,
  type LabelledChoice,
  type LoadChoices,
  type LoadContext,
  type VisibleWhen,
} from './config/field-options.ts'
export { FORM_VERSION, type FormMigration, formVersionOf } from './config/fields.ts'
export type { ContextTypes } from './context-types.ts'
export { isTimeZone } from './dates/is-time-zone.ts'
export { type Enricher, isEnricher } from './enrichers/enricher.ts'
export { LANGUAGE_TAG } from './enrichers/enrichment-facts.ts'
export type { EventType } from './event-stream.ts'
export type { Extension, OpenAccount, OpenedAccount, OwnRequest, OwnRoute } from './extension.ts'
export type { FileImport } from './file-import.ts'
export type { FileSample, RecognisedFile } from './file-sample.ts'
export { readFileSample } from './files/read-file-sample.ts'
export { askWithin, withoutCursor } from './http/ask-within.ts'
export type {
  Accept,
  ApiContext,
  ApiDefinition,
  HttpContent,
  HttpRequest,
  NextPage,
  Query,
} from './http/provider-http.ts'
export type { LimitLeft, RateLimit } from './http/rate-limit.ts'
export {
  CONTRACT,
  type IdentifyContext,
  type IntegrationDefinition,
  type ProviderAccount,
  type SyncSchedule,
} from './integration.ts'
export type { IntegrationErrorOptions, ResolvingOption } from './integration-error.ts'
export {
  INTEGRATION_ERRORS,
  type IntegrationErrorCode,
  integrationErrorOf,
} from './integration-error-codes.ts'
export type { Logger } from './logger.ts'
export type { MeasurementField } from './measurement-stream.ts'
export {
  expectedOfMetric,
  MAX_METRIC_TEXT,
  METRIC_TYPES,
  type MetricType,
  type MetricValue,
} from './metric-value.ts'
export type { ForbiddenUse, ProviderTerm } from './provider-facts.ts'
export {
  type Closable,
  type ConnectionTester,
  isProvider,
  type Opened,
  type Provider,
  type ProviderApi,
  type ProviderOptions,
  type TestSteps,
} from './providers/provider.ts'
export { PROVIDER_KINDS, type ProviderContracts, type ProviderKind } from './providers/provider-contracts.ts'
export type { InstanceAnswer, InstanceEvent, InstanceRequest, Receiving } from './providers/receiving.ts'
export { Instant, LocalDate, MEDIA_TYPES, MediaMatch, MediaRecord, MediaType } from './records.ts'
export { isStorable } from './storable.ts'
export {
  type DeliveredRecord,
  type ImportFile,
  type JsonValue,
  type PrepareContext,
  type RunContext,
  STREAM_KINDS,
  type StreamKind,
  type StreamOptions,
} from './stream.ts'
export { parseAsSent, readAsSent } from './values/json-as-sent.ts'
export type { Webhook, WebhookEvent, WebhookRequest, WebhookSignature } from './webhook.ts'
export { historyWindow, latestDate, syncWindow, windowDaysOf } from './windows.ts'
