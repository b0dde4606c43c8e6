import type { ColumnType, Generated, Selectable } from 'kysely'
import type { NotificationParameters, Severity } from './notifications.ts'

export interface NotificationsTable {
  id: ColumnType<number, never, never>
  user_id: string
  kind: string
  severity: Severity
  title: string
  message: string
  parameters: ColumnType<NotificationParameters, string | undefined, string>
  integration: string | null
  path: string | null
  key: string
  created_at: Generated<Date>
  updated_at: Generated<Date>
  read_at: Date | null
}

export type NotificationRow = Selectable<NotificationsTable>

export interface NotificationTables {
  notifications: NotificationsTable
}
