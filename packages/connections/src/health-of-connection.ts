import type { ConnectionStatus, HealthStatus } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { DEFAULT_EVERY_MINUTES } from './claim-due.ts'
import type { ConnectionRow } from './tables.ts'

/** Longer than a provider's wait or an ordinary outage. */
export const LATE_INTERVALS = 3
/** Failures in a row after which a fault is not transient. */
export const LASTING_FAILURES = 3

/** What the health of a connection follows from. */
export interface ConnectionFacts {
  readonly status: ConnectionStatus
  /** Whether its integration runs and has something to sync. `undefined`: the integration does not run. */
  readonly syncs: boolean | undefined
  /** Failed runs since the last success. */
  readonly failures: number
  /** Whether the last run had an error, a partial success included. */
  readonly hasError: boolean
  readonly hasSynced: boolean
  /** Whether the last success is older than three of its intervals. */
  readonly isLate: boolean
}

/**
 * The health of a connection, from its state, its last sync and its errors: nothing is asked of the provider. A connection that a person
 * has paused or ended has none.
 */
export function healthOf({ status, syncs, ...runs }: ConnectionFacts): HealthStatus {
  if (status === 'disconnected' || syncs === undefined) return 'unknown'
  if (status === 'needs_reauth' || status === 'needs_action') return 'unhealthy'
  if (status === 'paused') return runs.hasError ? 'unhealthy' : 'unknown'
  if (runs.failures >= LASTING_FAILURES) return 'unhealthy'
  if (status === 'needs_permission' || runs.hasError || (syncs && runs.isLate)) return 'degraded'
  return syncs && !runs.hasSynced ? 'unknown' : 'healthy'
}

export function factsOf(
  row: ConnectionRow,
  definition: IntegrationDefinition | undefined,
  now: number,
): ConnectionFacts {
  const interval = 60_000 * everyMinutesOf(definition)
  const success = row.last_sync_at ?? row.connected_at
  return {
    status: row.status,
    syncs: definition === undefined ? undefined : hasSyncs(definition),
    failures: row.failures,
    hasError: row.last_error_code !== null,
    hasSynced: row.last_sync_at !== null,
    isLate: now - success.getTime() > LATE_INTERVALS * interval,
  }
}

export function hasSyncs({ streams }: IntegrationDefinition): boolean {
  return streams.some(({ sync }) => sync !== undefined)
}

export function everyMinutesOf(definition: IntegrationDefinition | undefined): number {
  return definition?.schedule?.everyMinutes ?? DEFAULT_EVERY_MINUTES
}
