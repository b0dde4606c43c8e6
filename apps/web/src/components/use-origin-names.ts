import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from '../api/connections.ts'
import { useIntegrationName } from '../api/integration-name.ts'

/** The names of what delivers values: a connection by its account, an integration, or what a person enters. */
export function useOriginNames(): (origin: string) => string {
  const { t } = useLingui()
  const integrationName = useIntegrationName()
  const { data: connections = [] } = useQuery(connectionsQuery)
  const nameOf = (name: string) => (name === 'manual' ? t`Entered by hand` : integrationName(name))
  return (origin) => {
    const connection = connections.find(({ id }) => id === origin)
    if (connection === undefined) return nameOf(origin)
    const account = connection.label ?? connection.accountName
    const name = nameOf(connection.integration)
    return account === null ? name : `${name} (${account})`
  }
}
