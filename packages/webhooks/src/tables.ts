import type { ColumnType, Generated, Selectable } from 'kysely'

/** Why the server has disabled an endpoint. */
export type DisabledReason = 'gone' | 'failing'

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const

export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

export interface WebhookEndpointsTable {
  id: Generated<string>
  user_id: string
  url: string
  description: string
  /** Null: all. */
  types: string[] | null
  enabled: Generated<boolean>
  disabled_reason: DisabledReason | null
  /** Of the feed of changes; null: the receiver has to start over. */
  cursor: string | null
  /** The types of the feed that the cursor belongs to. */
  cursor_types: string[]
  cursor_at: Date
  previous_secret_until: Date | null
  failing_since: Date | null
  due_at: Date | null
  /** Grows with each request to be served. */
  wakes: Generated<number>
  leased_by: string | null
  leased_until: Date | null
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export interface WebhookDeliveriesTable {
  seq: ColumnType<number, never, never>
  /** The header `webhook-id`. */
  id: string
  endpoint_id: string
  user_id: string
  type: string
  payload: string
  change_count: number
  status: Generated<DeliveryStatus>
  /** Failed attempts of the current schedule. */
  failures: Generated<number>
  is_redelivery: Generated<boolean>
  next_attempt_at: Date | null
  created_at: Date
  finished_at: Date | null
}

export interface WebhookAttemptsTable {
  id: ColumnType<number, never, never>
  delivery_seq: number
  at: Date
  status_code: number | null
  duration_ms: number
  error: string | null
  answer: string | null
}

export interface WebhookWatchTable {
  only_row: Generated<boolean>
  watcher: string
  until: Date
}

export interface WebhooksTables {
  webhook_endpoints: WebhookEndpointsTable
  webhook_deliveries: WebhookDeliveriesTable
  webhook_attempts: WebhookAttemptsTable
  webhook_watch: WebhookWatchTable
}

export type EndpointRow = Selectable<WebhookEndpointsTable>
export type DeliveryRow = Selectable<WebhookDeliveriesTable>
/** Without its payload, which may have tens of kilobytes. */
export type ListedDelivery = Omit<DeliveryRow, 'payload'>
export type AttemptRow = Selectable<WebhookAttemptsTable>
