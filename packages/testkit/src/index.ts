export { type Authorizer, createProviderHttp } from '@tributary/provider-client'
export { collectPages, type FileRun } from './collect-pages.ts'
export { collectSyncedPages, type SyncRun } from './collect-synced-pages.ts'
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
