import type { Accounts } from '@tributary/accounts'
import type { Database } from '@tributary/database'
import type { HealthSubjects, ReadConnectionHealth } from '@tributary/integration-host'
import type { Notifications } from '@tributary/notifications'
import type { FastifyBaseLogger } from 'fastify'
import type { HealthDb, HealthTables } from './health-tables.ts'

/** What the health checks work with. */
export interface HealthParts {
  readonly database: Database
  readonly logger: FastifyBaseLogger
  /** Read each time, since plugins come and go. */
  readonly contributed: () => readonly HealthSubjects[]
  readonly connectionHealth: () => readonly ReadConnectionHealth[]
  /** Of the plugin, for people. */
  readonly displayNameOf: (plugin: string) => string
  /** Absent where a server has none: changes are in the log then. */
  readonly telling: { readonly accounts: Accounts; readonly notifications: Notifications } | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  readonly intervalMilliseconds: number
  readonly checkMilliseconds: number
  /** Aborts when the server stops. */
  readonly closing: AbortSignal
}

export function healthTablesOf({ database }: Pick<HealthParts, 'database'>): HealthDb {
  return database.tables<HealthTables>()
}
