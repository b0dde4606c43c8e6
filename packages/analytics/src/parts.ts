import type { ChangeFeed } from '@tributary/changes'
import type { Database } from '@tributary/database'
import type { Providers } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { AnalyticsTables } from './tables.ts'

/** May be a transaction. */
export type Db = Kysely<AnalyticsTables>

/** What the routes and the background work share. */
export interface Parts {
  readonly database: Database
  readonly feed: ChangeFeed
  readonly providers: Providers
  /** The integrations that are up now. */
  readonly definitions: () => readonly IntegrationDefinition[]
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Has this process serve due subscriptions now instead of at its next look, also those that are new. */
  readonly wake: () => void
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<AnalyticsTables>()
}
