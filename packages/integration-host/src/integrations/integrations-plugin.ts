import { kernelService, type Plugin, type PluginContext } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { settings } from '../config/configuration.ts'
import { connections } from '../connection-service.ts'
import { listDefinitions } from '../definitions.ts'
import { imports } from '../import-service.ts'
import { integrationsRoutes } from './integrations-routes.ts'
import type { KnownIntegration } from './view-integration.ts'

/** A plugin of the list, with the definition that it was made of; without one where its package cannot be loaded. */
type ListedPlugin = Plugin & { readonly definition?: IntegrationDefinition }

/**
 * `/api/integrations`: every integration of the server, also one that did not come up. `listed` are the plugins of integrations, as the
 * kernel is given them.
 *
 * @example
 * const made = [integrationPlugin(netflix), integrationPlugin(fitbit)]
 * createKernel({ plugins: [...platform, integrationsPlugin(made), ...made] })
 */
export function integrationsPlugin(listed: readonly ListedPlugin[]): Plugin {
  return {
    name: 'integrations',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Integrations',
      description: 'The catalogue of integrations and how each stands with a person.',
      author: 'The Tributary authors',
      tags: ['sync'],
    },
    uses: [imports],
    usesIfPresent: [connections, settings],
    configureRoutes: (context) => ({
      routes: integrationsRoutes({
        known: () => knownIntegrations(context, listed),
        importService: () => context.getService(imports),
        connectionService: context.hasService(connections)
          ? () => context.getService(connections)
          : undefined,
        settingsService: context.hasService(settings) ? () => context.getService(settings) : undefined,
      }),
    }),
    openapiSchema: () => ({
      description: 'The integrations of this server: what each brings and needs, and your connections.',
    }),
  }
}

/** In the order of the list, with the state of each by the boot report. */
function knownIntegrations(
  context: PluginContext,
  listed: readonly ListedPlugin[],
): readonly KnownIntegration[] {
  const reports = new Map(
    context
      .getService(kernelService)
      .report()
      .plugins.map((report) => [report.name, report]),
  )
  const definitions = new Map(
    [...listed.map(definitionOf), ...listDefinitions(context)].map((definition) => [
      definition.name,
      definition,
    ]),
  )
  return [...definitions.values()].map((definition) => {
    const { state = 'disabled', reason } = reports.get(definition.name) ?? {}
    return { definition, state, reason }
  })
}

/** What cannot be loaded says nothing of itself but its name. */
function definitionOf({ name, version, definition }: ListedPlugin): IntegrationDefinition {
  return definition ?? { name, version, displayName: name, description: 'It cannot be loaded.', streams: [] }
}
