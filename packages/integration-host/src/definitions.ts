import { contributionPoint, type PluginContext } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'

/** Every integration contributes its definition; the sync engine runs its streams. */
export const integrations = contributionPoint<IntegrationDefinition>('integrations')

type Contributions = Pick<PluginContext, 'getContributions'>

/** The definitions of the integrations that are up. To be read each time: an integration may be quarantined or started meanwhile. */
export function listDefinitions(context: Contributions): readonly IntegrationDefinition[] {
  return context.getContributions(integrations).map(({ value }) => value)
}

/** The definition of an integration; `undefined` while it is not up. */
export function findDefinition(context: Contributions, name: string): IntegrationDefinition | undefined {
  return listDefinitions(context).find((definition) => definition.name === name)
}
