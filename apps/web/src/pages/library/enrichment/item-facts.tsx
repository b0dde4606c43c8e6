import { Trans } from '@lingui/react/macro'
import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { QueryState } from '../../../components/query-state.tsx'
import { workOfItemQuery } from './enrichment-queries.ts'
import { WorkFacts } from './work-facts.tsx'

/** What is known of the work that an item of the library is a play of. */
export function ItemFacts({ item }: { readonly item: string }) {
  const work = useQuery(workOfItemQuery(item))
  return (
    <QueryState query={work} loading={<Skeleton height={80} />}>
      {(found) =>
        found === null ? (
          <Text size="sm" c="dimmed">
            <Trans>Genres and tags are looked up some seconds after an item came in.</Trans>
          </Text>
        ) : (
          <WorkFacts work={found} />
        )
      }
    </QueryState>
  )
}
