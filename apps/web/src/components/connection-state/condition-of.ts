import type { ConnectionsConnection, JobsImportJob } from '@tributary/client'

/** The one action that resolves a condition. */
export type ConnectionAction = 'reconnect' | 'grant' | 'resume' | 'wait' | 'sync'

/** How a connection is, and what is to be done about it. */
export type ConnectionCondition =
  | { readonly kind: 'disconnected'; readonly action: 'reconnect' }
  | ({ readonly kind: 'revoked'; readonly action: 'reconnect' } & Reason)
  | { readonly kind: 'scopes'; readonly action: 'grant'; readonly scopes: readonly string[] }
  /** Something has to be done at the provider, or by an administrator, as `reason` says; a sync finds out whether it was. */
  | ({ readonly kind: 'action'; readonly action: 'sync' } & Reason)
  /** By the person or by the server; `error` is then the last one. */
  | ({ readonly kind: 'paused'; readonly action: 'resume'; readonly error: RunError | null } & Reason)
  /** The provider refuses requests until then. */
  | { readonly kind: 'limited'; readonly action: 'wait'; readonly until: string }
  /** The provider does not answer. The server tries again by itself, at `until` if it is known. */
  | { readonly kind: 'down'; readonly action: 'sync'; readonly until: string | null }
  | { readonly kind: 'failed'; readonly action: 'sync'; readonly error: RunError }
  | { readonly kind: 'well'; readonly action: undefined }

type Reason = Pick<ConnectionsConnection, 'reason' | 'reasonCode'>

type RunError = NonNullable<ConnectionsConnection['lastError']>

type Facts = Pick<
  ConnectionsConnection,
  'id' | 'status' | 'reason' | 'reasonCode' | 'missingScopes' | 'lastError'
>

/** The condition of a connection. `waiting`: the jobs that wait, of this connection and others. */
export function conditionOf(
  connection: Facts,
  { waiting = [], now }: { readonly waiting?: readonly JobsImportJob[]; readonly now: number },
): ConnectionCondition {
  const { status, reason, reasonCode, missingScopes, lastError } = connection
  if (status === 'disconnected') return { kind: 'disconnected', action: 'reconnect' }
  if (status === 'needs_reauth') return { kind: 'revoked', action: 'reconnect', reason, reasonCode }
  if (status === 'needs_permission') return { kind: 'scopes', action: 'grant', scopes: missingScopes }
  if (status === 'needs_action') return { kind: 'action', action: 'sync', reason, reasonCode }
  if (status === 'paused') return { kind: 'paused', action: 'resume', reason, reasonCode, error: lastError }
  return conditionOfSyncs(connection, waiting, now)
}

function conditionOfSyncs(
  { id, lastError }: Facts,
  waiting: readonly JobsImportJob[],
  now: number,
): ConnectionCondition {
  const delayed = waiting
    .filter(
      ({ connectionId, runAfter }) => connectionId === id && runAfter !== null && Date.parse(runAfter) > now,
    )
    .toSorted((one, other) => String(one.runAfter).localeCompare(String(other.runAfter)))
  const limited = delayed.find(({ error }) => error?.code === 'rate_limit')
  if (limited?.runAfter != null) return { kind: 'limited', action: 'wait', until: limited.runAfter }
  const failing = delayed.find(({ error }) => error !== null)
  const error = failing?.error ?? lastError
  if (error === null) return { kind: 'well', action: undefined }
  if (error.code === 'upstream') return { kind: 'down', action: 'sync', until: failing?.runAfter ?? null }
  return { kind: 'failed', action: 'sync', error }
}
