import { useLingui } from '@lingui/react/macro'
import { Badge } from '@mantine/core'
import type { NotificationsNotificationChannel } from '@tributary/client'

const COLORS = { active: 'green', unconfirmed: 'yellow', paused: 'gray' } as const

/** Whether a channel is sent to, in a word. */
export function ChannelState({
  channel: { state, pausedReason },
}: {
  channel: NotificationsNotificationChannel
}) {
  const { t } = useLingui()
  const failed = state === 'paused' && pausedReason !== 'person'
  const words = { active: t`On`, unconfirmed: t`Not confirmed`, paused: t`Paused` }
  return (
    <Badge variant="outline" color={failed ? 'red' : COLORS[state]} c="var(--mantine-color-text)">
      {words[state]}
    </Badge>
  )
}
