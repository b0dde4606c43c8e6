import { useLingui } from '@lingui/react/macro'
import { Badge, Text } from '@mantine/core'

const COLORS = {
  waiting: 'gray',
  sending: 'gray',
  sent: 'green',
  dead: 'red',
  dropped: 'gray',
  none: 'gray',
} as const

interface Sent {
  /** `none`: it was for no channel. */
  readonly state: keyof typeof COLORS
  readonly reason: string | null
  /** Of a reason that has no words here. */
  readonly detail: string | null
}

/** What became of a notification on its way through a channel, and why. */
export function SentState({ state, reason, detail }: Sent) {
  const { t } = useLingui()
  const states = {
    waiting: t`Waiting`,
    sending: t`Being sent`,
    sent: t`Sent`,
    dead: t`Failed`,
    dropped: t`Not sent`,
    none: t`Only in the inbox`,
  }
  const reasons: Readonly<Record<string, string>> = {
    quiet_hours: t`for the end of the quiet hours`,
    digest: t`for the daily message`,
    resolved: t`because it was resolved or read before`,
    expired: t`because it waited for too long`,
  }
  const why = reason === null ? null : (reasons[reason] ?? detail)
  return (
    <>
      <Badge variant="outline" color={COLORS[state]} c="var(--mantine-color-text)">
        {states[state]}
      </Badge>
      {why !== null && (
        <Text size="sm" c="dimmed">
          {why}
        </Text>
      )}
    </>
  )
}
