import type { AnalyticsSink } from './analytics.ts'
import type { SignInProvider } from './authentication.ts'
import type { NotificationChannel } from './notification.ts'
import type { PaymentProvider } from './payment.ts'
import type { SearchIndex } from './search.ts'
import type { ObjectStorage } from './storage.ts'
import type { WorkflowTrigger } from './workflow.ts'

/** What the implementation of each kind can do. */
export interface ProviderContracts {
  readonly notification: NotificationChannel
  readonly payment: PaymentProvider
  readonly storage: ObjectStorage
  readonly search: SearchIndex
  readonly authentication: SignInProvider
  readonly analytics: AnalyticsSink
  readonly workflow: WorkflowTrigger
}

export type ProviderKind = keyof ProviderContracts

export const PROVIDER_KINDS = [
  'notification',
  'payment',
  'storage',
  'search',
  'authentication',
  'analytics',
  'workflow',
] as const satisfies readonly ProviderKind[]
