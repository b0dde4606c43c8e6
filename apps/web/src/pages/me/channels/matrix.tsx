import { useLingui } from '@lingui/react/macro'
import { NativeSelect, Table } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type NotificationsNotificationChannel, notificationsUpdateChannel } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { NOTIFICATION_KINDS } from '../../notifications/notification-kinds.ts'
import { Section } from '../section.tsx'
import { channelQuery } from './channel-queries.ts'
import { useKindNames } from './use-channel-words.ts'

type Channel = NotificationsNotificationChannel
type Least = Channel['leastSeverity']

/** What a rule fires for is sent through the channel of the rule. */
const CHOSEN_KINDS = NOTIFICATION_KINDS.filter((kind) => kind !== 'rule_fired')

/** Of a kind: what other kinds have. */
const AS_OTHERS = ''

/** Which kinds of notifications are sent through which channel. */
export function Matrix({ channels }: { channels: readonly Channel[] }) {
  const { t } = useLingui()
  const names = useKindNames()
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: async ({ id, ...body }: { id: string } & Partial<Pick<Channel, 'leastSeverity' | 'rules'>>) =>
      (await notificationsUpdateChannel({ client, path: { id }, body })).data,
    onSuccess: (channel) => {
      queryClient.setQueryData(channelQuery(channel.id).queryKey, channel)
      return queryClient.invalidateQueries({ queryKey: ['channels', 'list'] })
    },
  })
  const choices = [
    { value: 'info', label: t`Everything` },
    { value: 'warning', label: t`Warnings and errors` },
    { value: 'error', label: t`Only errors` },
    { value: 'never', label: t`Nothing` },
  ]
  const choose = (channel: Channel, kind: string, value: string) => {
    const { [kind]: _, ...others } = channel.rules
    change.mutate({
      id: channel.id,
      // The server answers with one of the choices, which are those of the list.
      rules: value === AS_OTHERS ? others : { ...others, [kind]: value as Least },
    })
  }
  return (
    <Section
      title={t`What is sent where`}
      description={t`Each notification is sent once through a channel, and again if its cause comes back.`}
    >
      {change.isError && <Problem error={change.error} />}
      <Table.ScrollContainer
        minWidth={170 + 190 * channels.length}
        type="native"
        tabIndex={0}
        role="region"
        aria-label={t`What is sent where`}
      >
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th miw={130}>{t`Notification`}</Table.Th>
              {channels.map(({ id, name }) => (
                <Table.Th key={id}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th scope="row">{t`In general`}</Table.Th>
              {channels.map((channel) => (
                <Table.Td key={channel.id}>
                  <NativeSelect
                    size="xs"
                    aria-label={t`In general through ${channel.name}`}
                    value={channel.leastSeverity}
                    data={choices}
                    onChange={(event) =>
                      change.mutate({ id: channel.id, leastSeverity: event.currentTarget.value as Least })
                    }
                  />
                </Table.Td>
              ))}
            </Table.Tr>
            {CHOSEN_KINDS.map((kind) => (
              <Table.Tr key={kind}>
                <Table.Th scope="row" fw={400}>
                  {names[kind]}
                </Table.Th>
                {channels.map((channel) => (
                  <Table.Td key={channel.id}>
                    <NativeSelect
                      size="xs"
                      aria-label={t`${names[kind]} through ${channel.name}`}
                      value={channel.rules[kind] ?? AS_OTHERS}
                      data={[{ value: AS_OTHERS, label: t`As in general` }, ...choices]}
                      onChange={(event) => choose(channel, kind, event.currentTarget.value)}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}
