import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  notificationsGetChannel,
  notificationsGetPreferences,
  notificationsListChannels,
  notificationsListDeliveries,
  notificationsListServices,
} from '@tributary/client'
import { client } from '../../../api/client.ts'

/** Where the person's notifications are sent. */
export const channelsQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: async ({ signal }) => (await notificationsListChannels({ client, signal })).data.items,
})

/** One of these places. */
export const channelQuery = (id: string) =>
  queryOptions({
    queryKey: ['channels', 'one', id],
    queryFn: async ({ signal }) => (await notificationsGetChannel({ client, path: { id }, signal })).data,
  })

/** What administrators have opened to people. */
export const servicesQuery = queryOptions({
  queryKey: ['channels', 'services'],
  queryFn: async ({ signal }) => (await notificationsListServices({ client, signal })).data.items,
})

/** Quiet hours. */
export const preferencesQuery = queryOptions({
  queryKey: ['channels', 'preferences'],
  queryFn: async ({ signal }) => (await notificationsGetPreferences({ client, signal })).data,
})

/** Nothing tells that a message was sent: the list is read again while it is shown. */
const READ_MILLISECONDS = 5000

/** What was sent through a channel, the newest first. */
export const channelDeliveriesQuery = (channelId: string) =>
  infiniteQueryOptions({
    queryKey: ['channels', 'deliveries', channelId],
    refetchInterval: READ_MILLISECONDS,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (
        await notificationsListDeliveries({
          client,
          query: { channelId, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          signal,
        })
      ).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
