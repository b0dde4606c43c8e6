import type { MetricField, ProviderFacts, Stream } from '@tributary/integration-kit'
import type {
  ApiDefinition,
  Enricher,
  Extension,
  FileImport,
  IntegrationDefinition,
  OAuth2Quirks,
  OAuth2Revocation,
  OwnRoute,
  Provider,
  ProviderApi,
  ProviderTerm,
  RateLimit,
  SyncSchedule,
  Webhook,
  WebhookSignature,
} from '@tributary/integration-kit/host'

/** All names of an object; the compiler refuses the table when the type has one more, or one less. */
export type Names<T> = Readonly<Record<keyof T, true>>

const DEFINITION: Names<IntegrationDefinition> = {
  name: true,
  displayName: true,
  version: true,
  description: true,
  homepage: true,
  author: true,
  tags: true,
  icon: true,
  auth: true,
  identify: true,
  files: true,
  config: true,
  connection: true,
  setupInfo: true,
  api: true,
  extend: true,
  webhook: true,
  facts: true,
  schedule: true,
  prepare: true,
  provides: true,
  testConfig: true,
  streams: true,
  unavailable: true,
}

const API: Names<ApiDefinition> = {
  baseUrl: true,
  headers: true,
  query: true,
  rateLimits: true,
  limitHeaders: true,
  classify: true,
}

const PROVIDER: Names<Provider> = {
  kind: true,
  instance: true,
  api: true,
  test: true,
  health: true,
  receives: true,
  open: true,
  recipient: true,
}

const ENRICHER: Names<Enricher> = {
  version: true,
  platforms: true,
  types: true,
  batchSize: true,
  doubtfulBelow: true,
  keepDays: true,
  attribution: true,
  match: true,
  isConfigured: true,
  enrich: true,
}

const PROVIDER_API: Names<ProviderApi> = { baseUrl: true, headers: true, classify: true }

const RATE_LIMIT: Names<RateLimit> = {
  requests: true,
  per: true,
  counts: true,
  perSeconds: true,
  window: true,
  perDayIn: true,
}

const SCHEDULE: Names<SyncSchedule> = { everyMinutes: true, windowDays: true, backfillDays: true }

const FILES: Names<FileImport> = { accept: true, maxBytes: true, options: true, howTo: true, recognise: true }

const FACTS: Names<ProviderFacts> = {
  historyLimitDays: true,
  sunset: true,
  closedToNewClients: true,
  userCap: true,
  redirectUri: true,
  testingClient: true,
  refreshTokenIdleDays: true,
  terms: true,
  notes: true,
}

const STREAM: Names<Stream> = {
  cursor: true,
  id: true,
  kind: true,
  displayName: true,
  recordSchema: true,
  scopes: true,
  offByDefault: true,
  sync: true,
  importFile: true,
  fields: true,
  types: true,
  rawChanges: true,
}

const METRIC_FIELD: Names<MetricField> = { label: true, unit: true, type: true, continues: true }

const QUIRKS: Names<OAuth2Quirks> = {
  tokenRequest: true,
  clientIdParameter: true,
  basicCredentials: true,
  replyMember: true,
  errorOfStatus: true,
  replyScopeSeparator: true,
  defaultExpiresIn: true,
  errorInReply: true,
}

const REVOCATION: Names<OAuth2Revocation> = { url: true, style: true, token: true, parameter: true }

const WEBHOOK: Names<Webhook> = {
  signature: true,
  verify: true,
  handshake: true,
  events: true,
  answerStatus: true,
}

const SIGNATURE: Names<WebhookSignature> = {
  header: true,
  algorithm: true,
  encoding: true,
  prefix: true,
  secret: true,
  payload: true,
}

const EXTENSION: Names<Extension> = { routes: true, services: true }

const OWN_ROUTE: Names<OwnRoute> = {
  method: true,
  path: true,
  summary: true,
  query: true,
  body: true,
  response: true,
  handle: true,
}

const SUNSET: Names<NonNullable<ProviderFacts['sunset']>> = {
  date: true,
  successor: true,
  successorIntegration: true,
}

const TERM: Names<ProviderTerm> = { forbids: true, sentence: true, source: true, checkedOn: true }

const REDIRECT_URI: Names<NonNullable<ProviderFacts['redirectUri']>> = {
  refusesLocalhost: true,
  requiresHttpsBeyondLoopback: true,
  refusesPublicIps: true,
}

const TESTING_CLIENT: Names<NonNullable<ProviderFacts['testingClient']>> = {
  refreshTokenDays: true,
  explanation: true,
}

/** What each part of a definition may be called, and nothing else. */
export const KNOWN_MEMBERS = {
  DEFINITION,
  API,
  PROVIDER,
  PROVIDER_API,
  ENRICHER,
  RATE_LIMIT,
  SCHEDULE,
  FILES,
  FACTS,
  STREAM,
  METRIC_FIELD,
  QUIRKS,
  REVOCATION,
  EXTENSION,
  OWN_ROUTE,
  WEBHOOK,
  SIGNATURE,
  SUNSET,
  TERM,
  REDIRECT_URI,
  TESTING_CLIENT,
} as const
