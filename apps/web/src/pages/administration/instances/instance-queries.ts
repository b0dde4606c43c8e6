import { queryOptions } from '@tanstack/react-query'
import {
  items,
  pluginsGetInstance,
  pluginsGetInstanceConfiguration,
  pluginsGetSchema,
  pluginsListInstances,
} from '@tributary/client'
import { client } from '../../../api/client.ts'

export const instancesQuery = queryOptions({
  queryKey: ['instances', 'list'],
  queryFn: ({ signal }) => Array.fromAsync(items(pluginsListInstances, { client, signal })),
})

export const instanceQuery = (id: string) =>
  queryOptions({
    queryKey: ['instances', 'one', id],
    queryFn: async ({ signal }) => (await pluginsGetInstance({ client, path: { id }, signal })).data,
  })

export const instanceConfigurationQuery = (id: string) =>
  queryOptions({
    queryKey: ['instances', 'configuration', id],
    queryFn: async ({ signal }) =>
      (await pluginsGetInstanceConfiguration({ client, path: { id }, signal })).data,
  })

/** The empty forms of a plugin. */
export const pluginFormsQuery = (name: string) =>
  queryOptions({
    queryKey: ['plugins', 'forms', name],
    queryFn: async ({ signal }) => (await pluginsGetSchema({ client, path: { name }, signal })).data,
  })
