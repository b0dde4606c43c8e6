import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useIsAdministrator } from '../../../api/me.ts'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { TextLink } from '../../../components/text-link.tsx'
import { Section } from '../section.tsx'
import { channelsQuery, servicesQuery } from './channel-queries.ts'
import { ChannelState } from './channel-state.tsx'
import { Matrix } from './matrix.tsx'
import { NewChannelDialog } from './new-channel-dialog.tsx'
import { QuietHours } from './quiet-hours.tsx'
import { recipientText } from './use-channel-words.ts'

function NoService() {
  const { t } = useLingui()
  if (useIsAdministrator())
    return (
      <Empty
        title={t`No service yet`}
        action={<LinkButton to="/administration/instances">{t`Set up a service`}</LinkButton>}
      >
        <Trans>
          Create an instance of a service that sends messages, such as Email or ntfy, and open it to people.
        </Trans>
      </Empty>
    )
  return (
    <Empty title={t`No service yet`}>
      <Trans>An administrator has to set up a service that sends messages, and open it to people.</Trans>
    </Empty>
  )
}

/** Where notifications are sent, which of them, and when. */
export function ChannelsPage() {
  const { t } = useLingui()
  const channels = useQuery(channelsQuery)
  const services = useQuery(servicesQuery)
  const [adds, { open, close }] = useDisclosure()
  const canAdd = (services.data ?? []).length > 0
  const hasChannels = (channels.data ?? []).length > 0
  const add = (
    <Button onClick={open}>
      <Trans>Add a channel</Trans>
    </Button>
  )
  return (
    <>
      <Section
        title={t`Channels`}
        description={t`Notifications are always on the page. Through channels they also reach you elsewhere.`}
        actions={canAdd && hasChannels && add}
      >
        <QueryState query={services}>
          {() => (
            <QueryState
              query={channels}
              isEmpty={(items) => items.length === 0}
              empty={
                canAdd ? (
                  <Empty title={t`No channels yet`} action={add}>
                    <Trans>Be told by e-mail, on your telephone or in a chat when something needs you.</Trans>
                  </Empty>
                ) : (
                  <NoService />
                )
              }
            >
              {(items) =>
                items.map((channel) => (
                  <Group key={channel.id} justify="space-between" gap="sm">
                    <div style={{ flex: '1 1 14rem' }}>
                      <TextLink to="/me/notifications/$channelId" params={{ channelId: channel.id }} fw={500}>
                        {channel.name}
                      </TextLink>
                      <Text size="sm" c="dimmed">
                        {recipientText(channel)}
                      </Text>
                    </div>
                    <ChannelState channel={channel} />
                  </Group>
                ))
              }
            </QueryState>
          )}
        </QueryState>
      </Section>
      {hasChannels && <Matrix channels={channels.data ?? []} />}
      {hasChannels && <QuietHours />}
      {adds && <NewChannelDialog services={services.data ?? []} onClose={close} />}
    </>
  )
}
