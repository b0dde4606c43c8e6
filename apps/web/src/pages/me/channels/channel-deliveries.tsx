import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../section.tsx'
import { ChannelDeliveryRow } from './channel-delivery-row.tsx'
import { channelDeliveriesQuery } from './channel-queries.ts'

/** What was sent through a channel, what waits, and what could not be sent. */
export function ChannelDeliveries({ channelId }: { channelId: string }) {
  const { t } = useLingui()
  const query = useInfiniteQuery(channelDeliveriesQuery(channelId))
  return (
    <Section title={t`What was sent`}>
      <QueryState
        query={query}
        isEmpty={({ pages }) => pages[0]?.items.length === 0}
        empty={
          <Text c="dimmed">
            <Trans>Nothing has been sent yet. The next notification is.</Trans>
          </Text>
        }
      >
        {({ pages }) => (
          <Table.ScrollContainer
            minWidth={560}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={t`What was sent`}
          >
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t`What`}</Table.Th>
                  <Table.Th>{t`When`}</Table.Th>
                  <Table.Th>{t`State`}</Table.Th>
                  <Table.Th>
                    <span className="visually-hidden">{t`Actions`}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {pages
                  .flatMap(({ items }) => items)
                  .map((delivery) => (
                    <ChannelDeliveryRow key={delivery.id} delivery={delivery} />
                  ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </QueryState>
      {query.hasNextPage && (
        <Button
          variant="default"
          onClick={() => void query.fetchNextPage()}
          loading={query.isFetchingNextPage}
        >
          <Trans>Show earlier ones</Trans>
        </Button>
      )}
    </Section>
  )
}
