import { infiniteQueryOptions } from '@tanstack/react-query'
import { notificationsListNotifications } from '@tributary/client'
import { client } from '../../api/client.ts'

/** The inbox, the newest first, page by page. */
export const notificationsQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: ['notifications', 'list', { unread }],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) =>
      (
        await notificationsListNotifications({
          client,
          query: { ...(unread ? { unread } : {}), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          signal,
        })
      ).data,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
