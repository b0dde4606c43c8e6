export { accounts } from '@tributary/accounts'
export { auditPlugin } from '@tributary/audit'
export { silentLogger } from '@tributary/core'
export { type Authorizer, createProviderHttp } from '@tributary/provider-client'
export { collectPages, type FileRun } from './collect-pages.ts'
export { collectSyncedPages, type SyncRun } from './collect-synced-pages.ts'
export { type OpenedProvider, openProvider, type ProviderInput } from './providers/open-provider.ts'
export { type SimulatedService, simulatedService } from './providers/simulated-service.ts'
export { type AnalyticsService, testAnalyticsProvider } from './providers/test-analytics-provider.ts'
export {
  type AuthenticationCase,
  type SignInService,
  testAuthenticationProvider,
} from './providers/test-authentication-provider.ts'
export {
  type NotificationCase,
  type NotificationService,
  type ShownNotification,
  testNotificationProvider,
} from './providers/test-notification-provider.ts'
export {
  type PaymentCase,
  type PaymentService,
  testPaymentProvider,
} from './providers/test-payment-provider.ts'
export { type ProviderCase, type ProviderErrorCase, type ProviderService } from './providers/test-provider.ts'
export { testSearchIndex, type WithSearchIndex } from './providers/test-search-index.ts'
export { type SearchCase, testSearchProvider } from './providers/test-search-provider.ts'
export { type StorageCase, testStorageProvider } from './providers/test-storage-provider.ts'
export { testWorkflowProvider, type WorkflowService } from './providers/test-workflow-provider.ts'
export type { CredentialsCase } from './test-credentials.ts'
export { type EnricherCases, testEnricher } from './test-enricher.ts'
export type { TestFile } from './test-file.ts'
export { type BadFile, type GoodFile, type IntegrationCases, testIntegration } from './test-integration.ts'
export {
  startTestServer,
  TEST_PASSWORD,
  TEST_PUBLIC_URL,
  type TestServer,
  type TestServerOptions,
  testRedirectUri,
} from './test-server.ts'
export { type Answer, type MediaItem, TestUser } from './test-user.ts'
