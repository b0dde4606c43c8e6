import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { integrationsQuery } from './integrations.ts'

/** The names of integrations for people; one that is gone keeps its technical name. */
export function useIntegrationName(): (integration: string) => string {
  const { data } = useQuery(integrationsQuery)
  const names = useMemo(
    () => new Map((data ?? []).map(({ integration, displayName }) => [integration, displayName])),
    [data],
  )
  return (integration) => names.get(integration) ?? integration
}
