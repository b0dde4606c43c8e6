import type { Plugin, PluginContext, PluginRoutes } from '@tributary/core'
import { checkDefinition } from './check-definition.ts'
import { configurations, type SetupInfo } from './config/configuration.ts'
import { connections } from './connection-service.ts'
import { imports, integrations } from './import-service.ts'
import { importedFiles } from './imported-files.ts'
import type { Integration, IntegrationDefinition } from './integration.ts'
import { notesOf } from './notes-of.ts'
import { connectRoutes } from './routes/connect.ts'
import { describeRoute } from './routes/describe.ts'
import { disconnectRoute } from './routes/disconnect.ts'
import { importRoute } from './routes/import.ts'
import { syncRoute } from './routes/sync.ts'

/**
 * Makes an integration of its definition: a plugin that contributes its streams to the sync engine and its
 * configuration to the administrator's form, and has all the standard routes. A definition that cannot work throws a
 * `TypeError` that says what to change.
 *
 * @example
 * export const netflix = defineIntegration({
 *   name: 'netflix', displayName: 'Netflix', version: '1.0.0', description: '…',
 *   auth: fileImport({ accept: ['.csv'], maxBytes: 100 * 1024 * 1024, howTo: ['…'] }),
 *   streams: [viewingHistory],
 * })
 */
export function defineIntegration(definition: IntegrationDefinition): Integration {
  checkDefinition(definition)
  const { name, version, description, homepage, config } = definition
  const plugin: Plugin = {
    name,
    version,
    dependsOn: [
      'jobs',
      ...(hasAccount(definition) ? ['connections'] : []),
      ...(config === undefined ? [] : ['settings']),
    ],
    registerServices(context) {
      context.contribute(integrations, definition)
      if (config === undefined) return
      context.contribute(configurations, {
        schema: config,
        setupInfo: () => setupInfoOf(definition, context),
      })
    },
    configureRoutes: (context) => standardRoutes(definition, context),
    openapiSchema: () => ({
      description,
      ...(homepage === undefined ? {} : { externalDocs: { url: homepage } }),
      ...(importedFiles(definition) === undefined ? {} : { problemMembers: UPLOAD_PROBLEM_MEMBERS }),
    }),
  }
  return Object.freeze({ ...plugin, definition })
}

const UPLOAD_PROBLEM_MEMBERS = {
  maxBytes: { type: 'integer', description: 'The largest file that is taken, in bytes.' },
}

/** What the administrator copies into the provider's form, and what to know of the provider before. */
function setupInfoOf(definition: IntegrationDefinition, context: PluginContext): readonly SetupInfo[] {
  const { name, setupInfo } = definition
  const own =
    setupInfo === undefined || !hasAccount(definition)
      ? []
      : setupInfo({ callbackUrl: context.getService(connections).redirectUri(name) })
  const refusal = hasAccount(definition)
    ? context.getService(connections).refusalOfRedirectUri(name)
    : undefined
  const warning =
    refusal === undefined ? [] : [{ label: 'This redirect URI will be refused', value: refusal }]
  return [...own, ...warning, ...notesOf(definition).map((value) => ({ label: 'Good to know', value }))]
}

function standardRoutes(definition: IntegrationDefinition, context: PluginContext): PluginRoutes {
  const { streams } = definition
  const files = importedFiles(definition)
  const importService = () => context.getService(imports)
  const connectionService = hasAccount(definition) ? () => context.getService(connections) : undefined
  return {
    routes: async (app) => {
      describeRoute(app, { definition, files, importService, connectionService })
      if (files !== undefined) await importRoute(app, { definition, files, importService })
      if (connectionService !== undefined)
        connectRoutes(app, { definition, connectionService, importService })
      if (streams.some((stream) => stream.sync !== undefined))
        syncRoute(app, { definition, importService, connectionService })
      disconnectRoute(app, { definition, importService, connectionService })
    },
  }
}

/** Whether people connect an account of theirs. */
function hasAccount({ auth }: IntegrationDefinition): boolean {
  return auth.kind === 'oauth2' || auth.kind === 'apiKey'
}
