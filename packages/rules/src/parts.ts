import type { Accounts } from '@tributary/accounts'
import type { ChangeFeed } from '@tributary/changes'
import type { Database } from '@tributary/database'
import type { Connection } from '@tributary/integration-host'
import type { DailyValues } from '@tributary/metrics'
import type { Notifications } from '@tributary/notifications'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { RulesTables } from './tables.ts'

/** May be a transaction. */
export type Db = Kysely<RulesTables>

/** What the routes and the background work share. */
export interface Parts {
  readonly database: Database
  readonly feed: ChangeFeed
  readonly notifications: Notifications
  /** `undefined` while the plugin of metrics is not running. */
  readonly values: DailyValues | undefined
  /** The names of the integrations that are up. */
  readonly integrations: () => readonly string[]
  /** The connections of a person; empty while their plugin is not running. */
  readonly connections: (userId: string) => Promise<readonly Connection[]>
  readonly accounts: Accounts
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<RulesTables>()
}
