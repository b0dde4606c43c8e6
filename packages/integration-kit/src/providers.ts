export { readRetryAfter } from './http/read-retry-after.ts'
export { type AnalyticsPoint, type AnalyticsSink, analyticsProvider } from './providers/analytics.ts'
export {
  authenticationProvider,
  type BegunSignIn,
  type SignedInIdentity,
  type SignInProvider,
  type SignInRequest,
  type SignInReturn,
} from './providers/authentication.ts'
export {
  boundedFetch,
  type FetchLimits,
  type LibraryFetch,
  type LibraryRequest,
} from './providers/bounded-fetch.ts'
export { checkedSearchIndex } from './providers/checked-search-index.ts'
export { type ErrorFromOptions, type ErrorMeaning, errorFrom } from './providers/error-table.ts'
export {
  type NotificationChannel,
  type NotificationMessage,
  type NotificationOptions,
  notificationProvider,
} from './providers/notification.ts'
export { inParts, ofLength } from './providers/object-contents.ts'
export { checkObjectKey } from './providers/object-key.ts'
export {
  type Money,
  type NewPayment,
  type Payment,
  type PaymentProvider,
  type PaymentWebhook,
  paymentProvider,
} from './providers/payment.ts'
export { type PollOptions, poll } from './providers/poll.ts'
export {
  type Closable,
  type GuardedConnect,
  type GuardedFetch,
  type ProviderContext,
  type TestContext,
  type TestStep,
} from './providers/provider.ts'
export { readBounded } from './providers/read-bounded.ts'
export type { InstanceAnswer, InstanceEvent, InstanceRequest, Receiving } from './providers/receiving.ts'
export {
  type SearchAnswer,
  type SearchDocument,
  type SearchIndex,
  type SearchQuery,
  searchProvider,
} from './providers/search.ts'
export {
  type ObjectRange,
  type ObjectStorage,
  type StoredObject,
  storageProvider,
  type WriteOptions,
} from './providers/storage.ts'
export { sendTestMessage } from './providers/test-message.ts'
export { cutText, type TextLimit } from './providers/text/cut-text.ts'
export { oneLine } from './providers/text/one-line.ts'
export { tryStorage } from './providers/try-storage.ts'
export { type WorkflowEvent, type WorkflowTrigger, workflowProvider } from './providers/workflow.ts'
