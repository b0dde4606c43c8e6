import { Trans } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { DeliverySection } from '../delivery-section.tsx'
import { ChannelDeliveryRow } from './channel-delivery-row.tsx'
import { channelDeliveriesQuery } from './channel-queries.ts'

/** What was sent through a channel, what waits, and what could not be sent. */
export function ChannelDeliveries({ channelId }: { channelId: string }) {
  return (
    <DeliverySection
      query={useInfiniteQuery(channelDeliveriesQuery(channelId))}
      empty={<Trans>Nothing has been sent yet. The next notification is.</Trans>}
      row={(delivery) => <ChannelDeliveryRow key={delivery.id} delivery={delivery} />}
    />
  )
}
