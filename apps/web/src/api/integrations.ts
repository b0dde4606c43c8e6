import { queryOptions } from '@tanstack/react-query'
import { integrationsListIntegrations } from '@tributary/client'
import { client } from './client.ts'

/** The integrations of the server, with what each brings and needs. */
export const integrationsQuery = queryOptions({
  queryKey: ['integrations'],
  queryFn: async ({ signal }) => (await integrationsListIntegrations({ client, signal })).data.items,
})
