import { Trans } from '@lingui/react/macro'
import { Table, Text } from '@mantine/core'
import { type NotificationsNotificationDelivery, notificationsRedeliver } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { isNotificationKind } from '../../notifications/notification-kinds.ts'
import { SendAgain } from '../send-again.tsx'
import { SentState } from '../sent-state.tsx'
import { useKindNames } from './use-channel-words.ts'

/** One notification on its way through a channel. */
export function ChannelDeliveryRow({ delivery }: { delivery: NotificationsNotificationDelivery }) {
  const { dateTime } = useFormats()
  const names = useKindNames()
  const { id, kind, title, state, reason, detail, nextAttemptAt, createdAt } = delivery
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
        <SentState state={state} reason={reason} detail={detail} />
        {state === 'waiting' && nextAttemptAt !== null && (
          <Text size="sm" c="dimmed">
            <Trans>again at {dateTime(nextAttemptAt)}</Trans>
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {(state === 'sent' || state === 'dead') && (
          <SendAgain
            send={() => notificationsRedeliver({ client, path: { id } })}
            log={['channels', 'deliveries']}
          />
        )}
      </Table.Td>
    </Table.Tr>
  )
}
