import { unknownValue } from '@tributary/core'
import { hasJobsOf, listIntegrations } from '../job-list-store.ts'
import type { JobsTables } from '../tables.ts'
import type { JobsRoutesContext } from './job-of.ts'

/**
 * Refuses filters that name something unknown: an integration that is neither running nor has jobs of the user, a connection that is not
 * theirs. Throws `KERNEL_UNKNOWN_VALUE`.
 */
export async function checkJobFilters(
  { database, definitions, connectionsOf }: JobsRoutesContext,
  userId: string,
  {
    integration,
    connectionId,
  }: { readonly integration?: string | undefined; readonly connectionId?: string | undefined },
): Promise<void> {
  const running = definitions().map(({ name }) => name)
  if (integration !== undefined && !running.includes(integration)) {
    const past = await listIntegrations(database().reading<JobsTables>(), userId)
    const known = [...new Set([...running, ...past])]
    if (!known.includes(integration))
      throw unknownValue({ parameter: 'integration', value: integration, known })
  }
  if (connectionId !== undefined) {
    const known = (await connectionsOf(userId)).map(({ id }) => id)
    const id = connectionId.toLowerCase()
    // Jobs outlive a connection that was deleted with its data.
    if (!known.includes(id) && !(await hasJobsOf(database().reading<JobsTables>(), userId, id)))
      throw unknownValue({ parameter: 'connectionId', value: connectionId, known })
  }
}
