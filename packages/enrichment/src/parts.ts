import type { ChangeFeed } from '@tributary/changes'
import type { Database } from '@tributary/database'
import type { Settings } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { RateBudgetsService } from '@tributary/jobs'
import type { EgressFetch } from '@tributary/provider-client'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { EnrichmentTables } from './tables.ts'

/** May be a transaction. */
export type Db = Kysely<EnrichmentTables>

/** What the routes and the background work share. */
export interface Parts {
  readonly database: Database
  readonly feed: ChangeFeed
  readonly settings: Settings
  /** The integrations that are up now. */
  readonly definitions: () => readonly IntegrationDefinition[]
  /** The limits that enrichers share with the syncs of their integrations; absent on a server without jobs. */
  readonly budgets: RateBudgetsService | undefined
  /** The guarded way out. */
  readonly fetch: EgressFetch
  readonly logger: FastifyBaseLogger
  /** How long one answer of an enricher is waited for. */
  readonly answerMilliseconds: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<EnrichmentTables>()
}
