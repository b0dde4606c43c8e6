import type { ChangeFeed } from '@tributary/changes'
import type { Database } from '@tributary/database'
import type { Notifications } from '@tributary/notifications'
import type { EgressFetch } from '@tributary/provider-client'
import type { SecretStore } from '@tributary/secrets'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { WebhooksTables } from './tables.ts'

/** May be a transaction. */
export type Db = Kysely<WebhooksTables>

/** What the routes and the background work share. */
export interface Parts {
  readonly database: Database
  readonly feed: ChangeFeed
  readonly secrets: SecretStore
  readonly notifications: Notifications
  readonly fetch: EgressFetch
  /** Throws an `EgressError` for an address that is not allowed. */
  readonly checkAddress: (url: URL) => void
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly random: () => number
  /** The longest time for a receiver to answer. */
  readonly answerMilliseconds: number
  /** Has this process serve due endpoints now instead of at its next look, also those that are new. */
  readonly wake: () => void
  /** Aborts when the plugin stops. */
  readonly closing: AbortSignal
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<WebhooksTables>()
}
