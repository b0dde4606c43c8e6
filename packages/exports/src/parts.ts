import type { Database } from '@tributary/database'
import type { Providers } from '@tributary/integration-host'
import type { Notifications } from '@tributary/notifications'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { ExportSettings } from './export-settings.ts'
import type { ExportSource } from './export-source.ts'
import type { ExportsTables } from './tables.ts'

/** May be a transaction. */
export type Db = Kysely<ExportsTables>

/** What the routes and the background work share. */
export interface Parts {
  readonly database: Database
  readonly notifications: Notifications
  readonly providers: Providers
  readonly settings: () => Promise<ExportSettings>
  /** Of the plugins that are running. */
  readonly sources: () => readonly ExportSource[]
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** How often a running export renews its lease and records its progress. */
  readonly beatMilliseconds: number
  /** Has this process look for due exports now instead of at its next look. */
  readonly wake: () => void
}

export function tablesOf({ database }: Pick<Parts, 'database'>): Db {
  return database.tables<ExportsTables>()
}
