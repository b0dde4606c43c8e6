import { queryOptions } from '@tanstack/react-query'
import { pluginsListPlugins } from '@tributary/client'
import { client } from './client.ts'

/** The icons of the plugins that have one, as `data:` URIs. */
export const pluginIconsQuery = queryOptions({
  queryKey: ['plugins', 'icons'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => {
    const { data } = await pluginsListPlugins({ client, query: { limit: 500 }, signal })
    return new Map(data.items.flatMap(({ name, icon }) => (icon === null ? [] : [[name, icon] as const])))
  },
})
