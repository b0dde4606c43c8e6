import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { rulesListFirings, rulesListRules } from '@tributary/client'
import { client } from '../../../api/client.ts'

/** A rule may fire at any time, which nothing tells: the list is read again while it is shown. */
const READ_MILLISECONDS = 5000

/** What the person wants to be told. */
export const rulesQuery = queryOptions({
  queryKey: ['rules', 'list'],
  refetchInterval: READ_MILLISECONDS,
  queryFn: async ({ signal }) => (await rulesListRules({ client, signal })).data.items,
})

/** What the rules have fired for, the newest first. */
export const firingsQuery = infiniteQueryOptions({
  queryKey: ['rules', 'firings'],
  refetchInterval: READ_MILLISECONDS,
  initialPageParam: undefined as string | undefined,
  queryFn: async ({ pageParam, signal }) =>
    (
      await rulesListFirings({
        client,
        query: pageParam === undefined ? {} : { cursor: pageParam },
        signal,
      })
    ).data,
  getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
})
