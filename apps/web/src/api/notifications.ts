import { queryOptions } from '@tanstack/react-query'
import { notificationsGetUnreadCount } from '@tributary/client'
import { client } from './client.ts'

/** Changes of jobs and connections are told by the server. What the server tells of itself has no stream: it is asked for. */
const ASK_MILLISECONDS = 60_000

/** How many notifications of the person are unread. */
export const unreadCountQuery = queryOptions({
  queryKey: ['notifications', 'unread-count'],
  refetchInterval: ASK_MILLISECONDS,
  refetchOnWindowFocus: true,
  queryFn: async ({ signal }) => (await notificationsGetUnreadCount({ client, signal })).data.unreadCount,
})
