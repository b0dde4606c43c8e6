import type { ProviderKind } from '@tributary/integration-kit/host'

/**
 * What may be done twice by its contract, so that it is tried again after any failure of the service. A message and an event would arrive
 * twice, a code of a sign-in is valid once.
 */
export const REPEATABLE: Readonly<Record<ProviderKind, readonly string[]>> = {
  storage: ['read', 'delete'],
  search: ['index', 'remove', 'removeAll', 'query'],
  analytics: ['write'],
  payment: ['create', 'read'],
  authentication: ['begin'],
  notification: [],
  workflow: [],
}

/** What is not even tried again where nothing was sent: the contents of an object are a stream, which is read once. */
export const ONCE: ReadonlySet<string> = new Set(['write of storage'])
