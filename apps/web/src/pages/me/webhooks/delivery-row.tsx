import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Table, Text } from '@mantine/core'
import { type WebhooksWebhookDelivery, webhooksRedeliverDelivery } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { SendAgain } from '../send-again.tsx'

const COLORS = { pending: 'gray', delivered: 'green', failed: 'red' } as const

/** One request that was sent, or will be. */
export function DeliveryRow({ delivery }: { delivery: WebhooksWebhookDelivery }) {
  const { t } = useLingui()
  const { dateTime } = useFormats()
  const { id, type, changeCount, status, nextAttemptAt, createdAt } = delivery
  const states = { pending: t`Waiting`, delivered: t`Received`, failed: t`Failed` }
  return (
    <Table.Tr>
      <Table.Td>
        {type}
        <Text size="sm" c="dimmed">
          {t`${plural(changeCount, { one: '# change', other: '# changes' })}`}
        </Text>
      </Table.Td>
      <Table.Td>{dateTime(createdAt)}</Table.Td>
      <Table.Td>
        <Badge variant="outline" color={COLORS[status]} c="var(--mantine-color-text)">
          {states[status]}
        </Badge>
        {nextAttemptAt !== null && (
          <Text size="sm" c="dimmed">
            <Trans>again at {dateTime(nextAttemptAt)}</Trans>
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {status !== 'pending' && (
          <SendAgain send={() => webhooksRedeliverDelivery({ client, path: { id } })} log={['webhooks']} />
        )}
      </Table.Td>
    </Table.Tr>
  )
}
