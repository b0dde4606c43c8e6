import type { ChangeFeed } from '@tributary/changes'
import type { Database } from '@tributary/database'
import type { ProviderInstance, Providers } from '@tributary/integration-host'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { SearchTables } from './tables.ts'

/** May be a transaction. */
export type Db = Kysely<SearchTables>

/** What an administrator has chosen. */
export type Choice =
  /** PostgreSQL. */
  | { readonly kind: 'built-in' }
  /** Does not exist any longer. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'instance'; readonly instance: ProviderInstance }

/** What the routes, the searches and the background work share. */
export interface Parts {
  readonly database: Database
  readonly feed: ChangeFeed
  readonly providers: Providers
  /** Reads the setting. */
  readonly chosen: () => Promise<Choice>
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<SearchTables>()
}
