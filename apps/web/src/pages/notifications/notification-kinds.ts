/** The kinds of notifications that the server writes. */
export const NOTIFICATION_KINDS = [
  'connection_needs_action',
  'connection_needs_permission',
  'connection_needs_reauth',
  'connection_not_revoked',
  'connection_paused',
  'export_failed',
  'notification_channel_failed',
  'plugin_degraded',
  'plugin_recovered',
  'plugin_unhealthy',
  'records_rejected',
  'rule_fired',
  'sync_warning',
  'webhook_disabled',
] as const

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

export function isNotificationKind(kind: string): kind is NotificationKind {
  return NOTIFICATION_KINDS.some((known) => known === kind)
}
