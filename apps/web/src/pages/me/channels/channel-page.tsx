import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { NotificationsNotificationChannel } from '@tributary/client'
import { BackLink } from '../../../components/back-link.tsx'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../section.tsx'
import { ChannelActions } from './channel-actions.tsx'
import { ChannelDeliveries } from './channel-deliveries.tsx'
import { channelQuery } from './channel-queries.ts'
import { ChannelState } from './channel-state.tsx'
import { ConfirmRecipient } from './confirm-recipient.tsx'
import { DailyMessage } from './daily-message.tsx'
import { recipientText, usePausedWords } from './use-channel-words.ts'

const route = getRouteApi('/shell/me/notifications/$channelId')

/** One channel: whether it works, confirming it, testing it, and what was sent. */
export function ChannelPage() {
  const { channelId } = route.useParams()
  const query = useQuery(channelQuery(channelId))
  return (
    <>
      <BackLink to="/me/notifications">
        <Trans>All channels</Trans>
      </BackLink>
      <QueryState query={query}>{(channel) => <ChannelDetails channel={channel} />}</QueryState>
    </>
  )
}

function ChannelDetails({ channel }: { channel: NotificationsNotificationChannel }) {
  const { t } = useLingui()
  const pausedWords = usePausedWords()
  const { id, name, state, pausedReason, pausedDetail } = channel
  return (
    <>
      <Section title={name} description={recipientText(channel)} actions={<ChannelState channel={channel} />}>
        {pausedReason === 'person' && <Text size="sm">{pausedWords.person}</Text>}
        {pausedReason !== null && pausedReason !== 'person' && (
          <Problem title={t`Nothing is sent through this channel`}>
            {[pausedWords[pausedReason], pausedDetail].filter((part) => part !== null).join(' ')}
          </Problem>
        )}
        {state === 'unconfirmed' && <ConfirmRecipient channel={channel} />}
        <ChannelActions channel={channel} />
      </Section>
      {state !== 'unconfirmed' && <DailyMessage key={channel.dailyAt} channel={channel} />}
      {state !== 'unconfirmed' && <ChannelDeliveries channelId={id} />}
    </>
  )
}
