import { Trans } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { DeliverySection } from '../delivery-section.tsx'
import { DeliveryRow } from './delivery-row.tsx'
import { deliveriesQuery } from './webhook-queries.ts'

/** What was sent, and sending it again. */
export function Deliveries({ endpointId }: { endpointId: string }) {
  return (
    <DeliverySection
      query={useInfiniteQuery(deliveriesQuery(endpointId))}
      empty={<Trans>Nothing has been sent yet. The next change is.</Trans>}
      row={(delivery) => <DeliveryRow key={delivery.id} delivery={delivery} />}
    />
  )
}
