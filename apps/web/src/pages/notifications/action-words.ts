import { useLingui } from '@lingui/react/macro'
import type { NotificationsNotification } from '@tributary/client'

/** What the one button of a notification says: what is done on the page that it leads to. */
export function useActionWords(): (notification: Pick<NotificationsNotification, 'kind' | 'path'>) => string {
  const { t } = useLingui()
  const ofKinds: Readonly<Record<string, string>> = {
    connection_needs_reauth: t`Reconnect`,
    connection_needs_permission: t`Grant access`,
    connection_needs_action: t`See what to do`,
    connection_paused: t`Resume`,
    export_failed: t`Check the export`,
    notification_channel_failed: t`Check the channel`,
    records_rejected: t`Show the records`,
    webhook_disabled: t`Check the webhook`,
    plugin_unhealthy: t`See what to change`,
    plugin_degraded: t`See what to change`,
  }
  const ofPages: readonly (readonly [string, string])[] = [
    ['/connections/', t`Show the connection`],
    ['/jobs', t`Show the job`],
    ['/imports', t`Show the import`],
    ['/integrations', t`Show the integration`],
    ['/administration', t`Open the administration`],
  ]
  return ({ kind, path }) =>
    ofKinds[kind] ?? ofPages.find(([start]) => path?.startsWith(start))?.[1] ?? t`Open`
}
