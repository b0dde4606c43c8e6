export { collectPages, type FileRun } from './collect-pages.ts'
export { type BadFile, type GoodFile, type IntegrationCases, testIntegration } from './test-integration.ts'
export { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'
export { type Answer, type MediaItem, type TestFile, TestUser } from './test-user.ts'
