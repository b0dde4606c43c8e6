import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  type EnrichmentEnrichedWork,
  type EnrichmentListFacetsData,
  enrichmentGetState,
  enrichmentGetWork,
  enrichmentListFacets,
  enrichmentListWorks,
} from '@tributary/client'
import { client } from '../../../api/client.ts'
import type { WorksFilter } from './enrichment-search.ts'

export type FacetKind = EnrichmentListFacetsData['query']['facet']

const LOOK_MILLISECONDS = 3000
const KEPT_MILLISECONDS = 60_000
const MOST_VALUES = 500

/** The values that the library can be filtered by, the most frequent first. */
export function facetsQuery(facet: FacetKind) {
  return queryOptions({
    queryKey: ['enrichment', 'facets', facet],
    staleTime: KEPT_MILLISECONDS,
    queryFn: async ({ signal }) =>
      (await enrichmentListFacets({ client, signal, query: { facet, limit: MOST_VALUES } })).data.items,
  })
}

/** The work that an item is a play of; null until it is known. While an enricher is asked, it is looked for again. */
export function workOfItemQuery(item: string) {
  return queryOptions({
    queryKey: ['enrichment', 'items', item],
    queryFn: async ({ signal }) =>
      (await enrichmentListWorks({ client, signal, query: { item } })).data.items[0] ?? null,
    refetchInterval: ({ state: { data } }) =>
      data === null || (data !== undefined && isOpen(data)) ? LOOK_MILLISECONDS : false,
  })
}

export function workQuery(id: string) {
  return queryOptions({
    queryKey: ['enrichment', 'work', id],
    queryFn: async ({ signal }) => (await enrichmentGetWork({ client, signal, path: { id } })).data,
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isOpen(data) ? LOOK_MILLISECONDS : false,
  })
}

/** How far enrichment is with the person's library. */
export const stateQuery = queryOptions({
  queryKey: ['enrichment', 'state'],
  queryFn: async ({ signal }) => (await enrichmentGetState({ client, signal })).data,
  refetchInterval: LOOK_MILLISECONDS,
})

export function worksQuery(filter: WorksFilter) {
  return infiniteQueryOptions({
    queryKey: ['enrichment', 'works', filter],
    queryFn: async ({ signal, pageParam }) => {
      const query = { ...filter, limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }
      return (await enrichmentListWorks({ client, signal, query })).data
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // Live, as long as no more than the first page is read.
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) > 1 ? false : LOOK_MILLISECONDS),
  })
}

function isOpen({ answers }: EnrichmentEnrichedWork): boolean {
  return answers.some(
    ({ state, nextAttemptAt }) => state === 'enriching' || (state === 'pending' && nextAttemptAt === null),
  )
}
