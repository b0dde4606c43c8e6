import { useQuery } from '@tanstack/react-query'
import type { JobsImportJob } from '@tributary/client'
import { integrationsQuery } from '../../api/integrations.ts'

/** The name of the integration, and the file or the account that is read. */
export function useJobName(): (job: JobsImportJob) => string {
  const { data = [] } = useQuery(integrationsQuery)
  return ({ integration, filename, connectionId }) => {
    const found = data.find((each) => each.integration === integration)
    const connection = found?.connections.find(({ id }) => id === connectionId)
    const part = filename ?? connection?.label ?? connection?.accountName
    const name = found?.displayName ?? integration
    return part === undefined || part === null ? name : `${name} · ${part}`
  }
}
