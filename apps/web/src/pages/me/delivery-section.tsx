import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Table, Text } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { QueryState } from '../../components/query-state.tsx'
import { Section } from './section.tsx'

interface DeliverySectionProps<Delivery> {
  readonly query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly Delivery[] }>>
  /** In place of the table while there is nothing. */
  readonly empty: ReactNode
  /** A row of the table: what, when, state, actions. */
  readonly row: (delivery: Delivery) => ReactNode
}

/** What was sent, the newest first, and earlier ones on request. */
export function DeliverySection<Delivery>({ query, empty, row }: DeliverySectionProps<Delivery>) {
  const { t } = useLingui()
  return (
    <Section title={t`What was sent`}>
      <QueryState
        query={query}
        isEmpty={({ pages }) => pages[0]?.items.length === 0}
        empty={<Text c="dimmed">{empty}</Text>}
      >
        {({ pages }) => (
          <Table.ScrollContainer
            minWidth={560}
            type="native"
            // A hidden label would otherwise be placed outside of what scrolls, and widen the page.
            pos="relative"
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
              <Table.Tbody>{pages.flatMap(({ items }) => items).map(row)}</Table.Tbody>
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
