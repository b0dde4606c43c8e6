import type { SimulatedConnections } from '@tributary/connections'
import type { Database } from '@tributary/database'
import type { Imports } from '@tributary/integration-host'
import type { FastifyBaseLogger } from 'fastify'
import type { DemoSources } from './demo-sources.ts'
import type { Db, DemoTables } from './tables.ts'

/** What the routes and the background work share. */
export interface Parts {
  readonly database: Database
  readonly connections: SimulatedConnections
  readonly imports: Imports
  readonly sources: DemoSources
  readonly logger: FastifyBaseLogger
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<DemoTables>()
}
