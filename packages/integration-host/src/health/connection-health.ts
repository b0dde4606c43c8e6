import { contributionPoint } from '@tributary/core'

export const HEALTH_STATUSES = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const

export type HealthStatus = (typeof HEALTH_STATUSES)[number]

/** How many connections of an integration are in which health, of all people, without disconnected ones. */
export type ConnectionHealthCounts = Readonly<Record<HealthStatus, number>>

/** Reads the health of connections by integration; an integration without connections is missing. */
export type ReadConnectionHealth = () => Promise<ReadonlyMap<string, ConnectionHealthCounts>>

/** The plugin that keeps connections contributes it, for the roll-up of administrators. */
export const connectionHealth = contributionPoint<ReadConnectionHealth>('connectionHealth')
