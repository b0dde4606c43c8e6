import { queryOptions } from '@tanstack/react-query'
import {
  items,
  kernelGetState,
  pluginsGetPlugin,
  pluginsListAddedPlugins,
  pluginsListPlugins,
} from '@tributary/client'
import { client } from '../../../api/client.ts'

/** The states of plugins have no stream of changes. */
const REFETCH_MILLISECONDS = 10_000

/** Names, kinds and descriptions of all plugins. */
export const pluginsQuery = queryOptions({
  queryKey: ['plugins', 'list'],
  queryFn: ({ signal }) =>
    Array.fromAsync(items(pluginsListPlugins, { client, query: { limit: 500 }, signal })),
})

export const pluginQuery = (name: string) =>
  queryOptions({
    queryKey: ['plugins', 'one', name],
    queryFn: async ({ signal }) => (await pluginsGetPlugin({ client, path: { name }, signal })).data,
  })

/** The boot report and the service graph. */
export const kernelQuery = queryOptions({
  queryKey: ['plugins', 'kernel'],
  queryFn: async ({ signal }) => (await kernelGetState({ client, signal })).data,
  refetchInterval: REFETCH_MILLISECONDS,
})

/** Plugins that the operator added. */
export const addedPluginsQuery = queryOptions({
  queryKey: ['plugins', 'added'],
  queryFn: ({ signal }) => Array.fromAsync(items(pluginsListAddedPlugins, { client, signal })),
  refetchInterval: REFETCH_MILLISECONDS,
})
