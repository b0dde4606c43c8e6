import type { Database } from '@tributary/database'
import type { Kysely } from 'kysely'
import type { AuditLog } from './audit-log.ts'
import { insertEntry } from './audit-store.ts'
import type { AuditTables } from './tables.ts'

/** The service on the table. */
export function databaseAuditLog(database: Database): AuditLog {
  return {
    record: (entry, { trx } = {}) =>
      insertEntry((trx as Kysely<AuditTables> | undefined) ?? database.tables<AuditTables>(), entry),
  }
}
