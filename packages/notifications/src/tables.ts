import type { ColumnType, Generated, Selectable } from 'kysely'
import type { ChannelKind } from './channels/channel-kind.ts'
import type { LeastSeverity } from './channels/least-severity.ts'
import type { DeliveryState } from './delivery/delivery-states.ts'
import type { NotificationParameters, Severity } from './notifications.ts'
import type { QuietHours } from './preferences/quiet-hours.ts'

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

/** The instances that people may have messages sent through. */
export interface ServicesTable {
  instance_id: string
  opened_at: Date
}

export const PAUSED_REASONS = [
  'person',
  'bad_configuration',
  'permission_denied',
  'auth_expired',
  'action_required',
  'provider_gone',
  'service_closed',
  'service_removed',
] as const

export type PausedReason = (typeof PAUSED_REASONS)[number]

export type Recipient = Readonly<Record<string, unknown>>

export interface ChannelsTable {
  id: Generated<string>
  user_id: string
  instance_id: string
  kind: ColumnType<ChannelKind, ChannelKind | undefined, never>
  name: string
  recipient: ColumnType<Recipient | null, string | null, string | null>
  confirmed_at: Date | null
  code_hash: string | null
  code_expires_at: Date | null
  code_tries: Generated<number>
  rules: ColumnType<Readonly<Record<string, LeastSeverity>>, string, string>
  least_severity: LeastSeverity
  daily_at: string | null
  paused_reason: PausedReason | null
  paused_detail: string | null
  paused_at: Date | null
  not_before: Date | null
  leased_by: string | null
  leased_until: Date | null
  created_at: Date
  updated_at: Date
}

export interface DeliveriesTable {
  seq: ColumnType<number, never, never>
  id: Generated<string>
  user_id: string
  channel_id: string
  notification_id: number
  state: Generated<DeliveryState>
  reason: string | null
  detail: string | null
  message_id: string | null
  attempts: Generated<number>
  failures: Generated<number>
  is_redelivery: Generated<boolean>
  next_at: Date | null
  created_at: Date
  finished_at: Date | null
}

export interface SendsTable {
  id: ColumnType<number, never, never>
  user_id: string
  purpose: 'message' | 'test' | 'code'
  recipient_hash: string | null
  at: Date
}

export interface PreferencesTable {
  user_id: string
  quiet_hours: ColumnType<QuietHours | null, string | null, string | null>
  updated_at: Date
}

export type NotificationRow = Selectable<NotificationsTable>
export type ChannelRow = Selectable<ChannelsTable>
export type DeliveryRow = Selectable<DeliveriesTable>

export interface NotificationTables {
  notifications: NotificationsTable
  notification_services: ServicesTable
  notification_channels: ChannelsTable
  notification_deliveries: DeliveriesTable
  notification_sends: SendsTable
  notification_preferences: PreferencesTable
}
