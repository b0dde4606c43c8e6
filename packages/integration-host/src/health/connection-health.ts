import { contributionPoint } from '@tributary/core'
import { type Static, Type } from 'typebox'

export const HEALTH_STATUSES = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const

export type HealthStatus = (typeof HEALTH_STATUSES)[number]

/** How many connections of an integration are in which health, of all people, without disconnected ones. */
export type ConnectionHealthCounts = Readonly<Record<HealthStatus, number>>

/** Reads the health of connections by integration; an integration without connections is missing. */
export type ReadConnectionHealth = () => Promise<ReadonlyMap<string, ConnectionHealthCounts>>

/** The plugin that keeps connections contributes it, for the roll-up of administrators. */
export const connectionHealth = contributionPoint<ReadConnectionHealth>('connectionHealth')

const Count = Type.Integer({ minimum: 0 })

/** The counts as the API shows them. */
export const ConnectionHealth = Type.Object(
  { healthyCount: Count, degradedCount: Count, unhealthyCount: Count, unknownCount: Count },
  {
    title: 'connections.ConnectionHealth',
    description: 'How many connections of people are in which health, without disconnected ones.',
    examples: [{ healthyCount: 12, degradedCount: 1, unhealthyCount: 0, unknownCount: 2 }],
  },
)

export function viewConnectionHealth(counts: ConnectionHealthCounts): Static<typeof ConnectionHealth> {
  const { healthy, degraded, unhealthy, unknown } = counts
  return {
    healthyCount: healthy,
    degradedCount: degraded,
    unhealthyCount: unhealthy,
    unknownCount: unknown,
  }
}
