import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionsListConnections } from '@tributary/client'
import { client } from '../../api/client.ts'
import { integrationsQuery } from './metric-queries.ts'

/** The names of what delivers values: a connection by its account, an integration, or what a person enters. */
export function useOriginNames(): (origin: string) => string {
  const { t } = useLingui()
  const { data: integrations = [] } = useQuery(integrationsQuery)
  const { data: connections = [] } = useQuery({
    queryKey: ['connections', 'list'],
    queryFn: async ({ signal }) => (await connectionsListConnections({ client, signal })).data.items,
  })
  const nameOf = (name: string) =>
    name === 'manual'
      ? t`Entered by hand`
      : (integrations.find(({ integration }) => integration === name)?.displayName ?? name)
  return (origin) => {
    const connection = connections.find(({ id }) => id === origin)
    if (connection === undefined) return nameOf(origin)
    const account = connection.label ?? connection.accountName
    const name = nameOf(connection.integration)
    return account === null ? name : `${name} (${account})`
  }
}
