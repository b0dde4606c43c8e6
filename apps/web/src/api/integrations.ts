import { queryOptions } from '@tanstack/react-query'
import { integrationsGetIntegration, integrationsListIntegrations } from '@tributary/client'
import { client } from './client.ts'

/** The integrations of the server, with what each brings and needs. */
export const integrationsQuery = queryOptions({
  queryKey: ['integrations', 'list'],
  queryFn: async ({ signal }) => (await integrationsListIntegrations({ client, signal })).data.items,
})

/** One of them. */
export const integrationQuery = (integration: string) =>
  queryOptions({
    queryKey: ['integrations', 'one', integration],
    queryFn: async ({ signal }) =>
      (await integrationsGetIntegration({ client, path: { integration }, signal })).data,
  })
