import type { ColumnType, Generated, Selectable } from 'kysely'
import type { AuditAction, AuditChange, AuditSubject } from './audit-log.ts'

export interface AuditEntriesTable {
  id: ColumnType<number, never, never>
  at: Generated<Date>
  /** Null when the server itself acted. Kept when the user is deleted, so it refers to no table. */
  actor_id: string | null
  actor_kind: 'session' | 'api_key' | 'server'
  action: AuditAction
  subject_type: AuditSubject
  subject_id: string
  changes: ColumnType<AuditChange[], string, never>
}

export type AuditRow = Selectable<AuditEntriesTable>

export interface AuditTables {
  audit_entries: AuditEntriesTable
}
