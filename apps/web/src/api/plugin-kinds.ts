import { queryOptions } from '@tanstack/react-query'
import { pluginsListPlugins } from '@tributary/client'
import { client } from './client.ts'

/** What each plugin is, and the kinds of providers that it offers. */
export const pluginKindsQuery = queryOptions({
  queryKey: ['plugins', 'kinds'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => {
    const { data } = await pluginsListPlugins({ client, query: { limit: 500 }, signal })
    return new Map(data.items.map(({ name, kinds }) => [name, kinds] as const))
  },
})
