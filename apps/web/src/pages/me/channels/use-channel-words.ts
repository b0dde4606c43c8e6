import { useLingui } from '@lingui/react/macro'
import type { NotificationsNotificationChannel } from '@tributary/client'
import type { NotificationKind } from '../../notifications/notification-kinds.ts'

/** What each kind of notification is about. */
export function useKindNames(): Readonly<Record<NotificationKind, string>> {
  const { t } = useLingui()
  return {
    connection_needs_action: t`A connection needs your attention`,
    connection_needs_permission: t`A connection lacks a permission`,
    connection_needs_reauth: t`A connection has to be connected again`,
    connection_not_revoked: t`An access could not be revoked`,
    connection_paused: t`A connection is paused`,
    export_failed: t`A scheduled export failed`,
    notification_channel_failed: t`Another channel fails`,
    plugin_degraded: t`A plugin works in part`,
    plugin_recovered: t`A plugin works again`,
    plugin_unhealthy: t`A plugin does not work`,
    records_rejected: t`Records could not be used`,
    rule_fired: t`A rule has fired`,
    sync_warning: t`A notice from a sync`,
    webhook_disabled: t`A webhook was disabled`,
  }
}

type PausedReason = NonNullable<NotificationsNotificationChannel['pausedReason']>

/** Why nothing is sent through a channel, and what the person can do. */
export function usePausedWords(): Readonly<Record<PausedReason, string>> {
  const { t } = useLingui()
  return {
    person: t`You have paused this channel. What happens meanwhile is only on the page.`,
    bad_configuration: t`The service is not set up correctly, or the recipient does not exist. Correct it, then resume the channel.`,
    permission_denied: t`The service does not allow messages to be sent there. Allow it, then resume the channel.`,
    auth_expired: t`The service no longer accepts this server. An administrator has to set it up again; then resume the channel.`,
    action_required: t`Something has to be done at the service first. Then resume the channel.`,
    provider_gone: t`The service has ended. Delete the channel and add another one.`,
    service_closed: t`An administrator no longer permits people to use this service. Delete the channel, or ask them.`,
    service_removed: t`An administrator has removed this service. Delete the channel and add another one.`,
  }
}

/** Whom a channel reaches: the first field of its recipient; empty without one. */
export function recipientText({ recipient }: NotificationsNotificationChannel): string {
  const [first] = Object.values(recipient ?? {})
  return typeof first === 'string' || typeof first === 'number' ? String(first) : ''
}
