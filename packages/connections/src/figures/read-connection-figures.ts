import type { Database } from '@tributary/database'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { DEFAULT_EVERY_MINUTES } from '../claim-due.ts'
import { SYNCING } from '../connection-states.ts'
import { LATE_INTERVALS } from '../health-of-connection.ts'
import type { ConnectionsTables } from '../tables.ts'

/** The connections of one integration in one state. Times in seconds; 0 if there is no such connection. */
export interface ConnectionFigures {
  readonly integration: string
  readonly status: string
  readonly connections: number
  /**
   * The age of the oldest last successful sync among the connections, counted from connecting before the first success.
   * Connections that wait for a person are excluded.
   */
  readonly lagSeconds: number
  /** Connections whose last success is older than three of their intervals. */
  readonly late: number
  /** How long the longest overdue sync has not been queued. */
  readonly overdueSeconds: number
  /** Connections whose token has expired, whose sync has been due since, and which were not refreshed. */
  readonly expired: number
}

/**
 * Tokens are refreshed when a sync needs them, so expiry between two syncs is normal. After two intervals a sync has
 * been due, jitter included.
 */
const EXPIRED_INTERVALS = 2

/**
 * Reads all figures in one statement. Connections that are not synced, or whose integration is disabled, have only a
 * state.
 */
export async function readConnectionFigures(
  database: Database,
  definitions: readonly IntegrationDefinition[],
): Promise<readonly ConnectionFigures[]> {
  const names = definitions.map(({ name }) => name)
  const seconds = definitions.map(({ schedule }) => 60 * (schedule?.everyMinutes ?? DEFAULT_EVERY_MINUTES))
  const lag = sql`now() - coalesce(last_sync_at, connected_at)`
  const every = sql`make_interval(secs => every.seconds)`
  const { rows } = await sql<ConnectionFigures>`
    select connection.integration, status,
      count(*)::integer as connections,
      coalesce(extract(epoch from max(${lag}) filter (where expected)), 0)::float8 as "lagSeconds",
      count(*) filter (where expected and ${lag} > ${LATE_INTERVALS} * ${every})::integer as late,
      greatest(0, coalesce(extract(epoch from max(now() - next_sync_at) filter (where synced)), 0))::float8
        as "overdueSeconds",
      count(*) filter (
        where synced and access_expires_at < now() - ${EXPIRED_INTERVALS} * ${every}
          and coalesce(wait_until < now(), true)
          -- A sync that needed no token, since it has nothing to read, is no refresh that failed.
          and coalesce(last_sync_at < access_expires_at, true)
      )::integer as expired
    from user_integrations connection
      join integration_sources integration on integration.name = connection.integration
      left join unnest(${names}::text[], ${seconds}::float8[]) as every (integration, seconds)
        on every.integration = connection.integration,
      lateral (
        select integration.enabled and every.seconds is not null and status = any(${[...SYNCING]}::text[]) as synced
      ) as one,
      lateral (select synced and status <> 'needs_action' as expected) as other
    group by connection.integration, status`.execute(database.tables<ConnectionsTables>())
  return rows
}
