import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Table, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type NotificationsNotificationDelivery, notificationsRedeliver } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useProblemSentence } from '../../../components/problem-sentence.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { isNotificationKind } from '../../notifications/notification-kinds.ts'
import { useKindNames } from './use-channel-words.ts'

const COLORS = { waiting: 'gray', sending: 'gray', sent: 'green', dead: 'red', dropped: 'gray' } as const

/** One notification on its way through a channel. */
export function ChannelDeliveryRow({ delivery }: { delivery: NotificationsNotificationDelivery }) {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  const sentence = useProblemSentence()
  const names = useKindNames()
  const queryClient = useQueryClient()
  const { id, kind, title, state, reason, detail, nextAttemptAt, createdAt } = delivery
  const again = useMutation({
    mutationFn: () => notificationsRedeliver({ client, path: { id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['channels', 'deliveries'] }),
  })
  const states = {
    waiting: t`Waiting`,
    sending: t`Being sent`,
    sent: t`Sent`,
    dead: t`Failed`,
    dropped: t`Not sent`,
  }
  const reasons: Readonly<Record<string, string>> = {
    quiet_hours: t`for the end of the quiet hours`,
    digest: t`for the daily message`,
    resolved: t`because it was resolved or read before`,
    expired: t`because it waited for too long`,
  }
  const why = reason === null ? null : (reasons[reason] ?? detail)
  return (
    <Table.Tr>
      <Table.Td>
        {isNotificationKind(kind) ? names[kind] : title}
        {isNotificationKind(kind) && (
          <Text size="sm" c="dimmed">
            {title}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{dateTime(createdAt)}</Table.Td>
      <Table.Td>
        <Badge variant="outline" color={COLORS[state]} c="var(--mantine-color-text)">
          {states[state]}
        </Badge>
        {why !== null && (
          <Text size="sm" c="dimmed">
            {why}
          </Text>
        )}
        {state === 'waiting' && nextAttemptAt !== null && (
          <Text size="sm" c="dimmed">
            <Trans>again at {dateTime(nextAttemptAt)}</Trans>
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {(state === 'sent' || state === 'dead') && (
          <Button size="xs" variant="default" onClick={() => again.mutate()} loading={again.isPending}>
            <Trans>Send again</Trans>
          </Button>
        )}
        {again.isError && (
          <Text size="sm" role="alert" c="var(--mantine-color-error)">
            {sentence(again.error)}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
