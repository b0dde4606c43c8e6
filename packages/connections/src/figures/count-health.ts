import type { Database } from '@tributary/database'
import type { ConnectionHealthCounts } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import {
  type ConnectionFacts,
  everyMinutesOf,
  hasSyncs,
  healthOf,
  LASTING_FAILURES,
  LATE_INTERVALS,
} from '../health-of-connection.ts'
import type { ConnectionsTables } from '../tables.ts'

type Facts = Omit<ConnectionFacts, 'syncs'> & { readonly integration: string; readonly count: number }

/** How many connections of each integration are in which health, of all people, without disconnected ones. One statement. */
export async function countHealth(
  database: Database,
  definitions: readonly IntegrationDefinition[],
): Promise<ReadonlyMap<string, ConnectionHealthCounts>> {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]))
  const facts = await readFacts(database, definitions)
  const counted = Map.groupBy(facts, ({ integration }) => integration)
  return new Map(
    [...counted].map(([integration, groups]) => [integration, countOf(groups, byName.get(integration))]),
  )
}

async function readFacts(
  database: Database,
  definitions: readonly IntegrationDefinition[],
): Promise<readonly Facts[]> {
  const names = definitions.map(({ name }) => name)
  const seconds = definitions.map((definition) => 60 * everyMinutesOf(definition))
  const { rows } = await sql<Facts>`
    select connection.integration, status, least(failures, ${LASTING_FAILURES}) as failures,
      last_error_code is not null as "hasError", last_sync_at is not null as "hasSynced",
      coalesce(
        now() - coalesce(last_sync_at, connected_at) > ${LATE_INTERVALS} * make_interval(secs => every.seconds), false
      ) as "isLate",
      count(*)::integer as count
    from user_integrations connection
      left join unnest(${names}::text[], ${seconds}::float8[]) as every (integration, seconds)
        on every.integration = connection.integration
    where status <> 'disconnected'
    group by 1, 2, 3, 4, 5, 6`.execute(database.tables<ConnectionsTables>())
  return rows
}

function countOf(
  groups: readonly Facts[],
  definition: IntegrationDefinition | undefined,
): ConnectionHealthCounts {
  const syncs = definition === undefined ? undefined : hasSyncs(definition)
  const counts = { ...NO_CONNECTIONS }
  for (const { count, ...facts } of groups) counts[healthOf({ ...facts, syncs })] += count
  return counts
}

/** Of an integration without connections. */
export const NO_CONNECTIONS: ConnectionHealthCounts = Object.freeze({
  healthy: 0,
  degraded: 0,
  unhealthy: 0,
  unknown: 0,
})
