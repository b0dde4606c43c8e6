import { queryOptions } from '@tanstack/react-query'
import { analyticsListInstances } from '@tributary/client'
import { client } from '../../../api/client.ts'

/** Nothing tells that values were sent: the list is read again while there is something to send. */
const READ_MILLISECONDS = 3000

/** The services that values can be sent to. */
export const analyticsQuery = queryOptions({
  queryKey: ['analytics'],
  queryFn: async ({ signal }) => (await analyticsListInstances({ client, signal })).data.items,
  refetchInterval: ({ state }) =>
    state.data?.some((instance) => instance.state === 'sending') === true ? READ_MILLISECONDS : false,
})
