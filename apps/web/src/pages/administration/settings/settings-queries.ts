import { queryOptions } from '@tanstack/react-query'
import {
  integrationsGetIntegration,
  isTributaryProblem,
  items,
  settingsGetPlugin,
  settingsListPlugins,
} from '@tributary/client'
import { client } from '../../../api/client.ts'

/** The plugins that have settings. */
export const settingsQuery = queryOptions({
  queryKey: ['settings', 'list'],
  queryFn: ({ signal }) => Array.fromAsync(items(settingsListPlugins, { client, signal })),
})

export const pluginSettingsQuery = (plugin: string) =>
  queryOptions({
    queryKey: ['settings', 'plugin', plugin],
    queryFn: async ({ signal }) => (await settingsGetPlugin({ client, path: { plugin }, signal })).data,
  })

/** What is known of the provider of a plugin; null for a plugin that is no integration. */
export const providerQuery = (integration: string) =>
  queryOptions({
    queryKey: ['integrations', 'provider', integration],
    queryFn: async ({ signal }) => {
      try {
        return (await integrationsGetIntegration({ client, path: { integration }, signal })).data
      } catch (error) {
        if (isTributaryProblem(error) && error.status === 404) return null
        throw error
      }
    },
  })
