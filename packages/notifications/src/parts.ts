import type { Contribution } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Providers } from '@tributary/integration-host'
import type { Provider } from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { Notifications } from './notifications.ts'
import type { NotificationTables } from './tables.ts'

/** May be a transaction. */
export type Db = Kysely<NotificationTables>

/** What the routes and the background work share. */
export interface Parts {
  readonly database: Database
  readonly notifications: Notifications
  /** `undefined` while the plugin with the instances is not running. */
  readonly providers: Providers | undefined
  /** What plugins offer, of all kinds. */
  readonly offered: readonly Contribution<Provider>[]
  readonly logger: FastifyBaseLogger
  /** Where the page is reached: links in messages lead there. */
  readonly publicUrl: string | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Has this process look for due deliveries now instead of at its next look. */
  readonly wake: () => void
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<NotificationTables>()
}
