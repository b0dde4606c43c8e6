import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { webhooksGetEndpoint, webhooksListDeliveries, webhooksListEndpoints } from '@tributary/client'
import { client } from '../../../api/client.ts'

const MOST_SHOWN = 500

/** The person's webhooks. */
export const endpointsQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) =>
    (await webhooksListEndpoints({ client, query: { limit: MOST_SHOWN }, signal })).data.items,
})

/** One of them. */
export const endpointQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: async ({ signal }) => (await webhooksGetEndpoint({ client, path: { id }, signal })).data,
  })

/** Nothing tells that a delivery was sent: the list is read again while it is shown. */
const READ_MILLISECONDS = 5000

/** What was sent to an endpoint, the newest first. */
export const deliveriesQuery = (endpointId: string) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', endpointId, 'deliveries'],
    refetchInterval: READ_MILLISECONDS,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (
        await webhooksListDeliveries({
          client,
          query: { endpointId, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          signal,
        })
      ).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
