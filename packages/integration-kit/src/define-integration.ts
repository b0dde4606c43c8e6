import type { Plugin } from '@tributary/core'
import { imports, integrations } from './import-service.ts'
import type { Integration, IntegrationDefinition } from './integration.ts'
import { describeRoute } from './routes/describe.ts'
import { importRoute } from './routes/import.ts'
import { syncRoute } from './routes/sync.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Makes an integration of its definition: a plugin that contributes its streams to the sync engine and has all the
 * standard routes. A definition that cannot work throws a `TypeError` that says what to change.
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
  const plugin: Plugin = {
    name: definition.name,
    version: definition.version,
    dependsOn: ['jobs'],
    registerServices(context) {
      context.contribute(integrations, definition)
    },
    configureRoutes(context) {
      const importService = () => context.getService(imports)
      return {
        routes: async (app) => {
          describeRoute(app, definition, importService)
          if (definition.auth.kind === 'fileImport') {
            await importRoute(app, { definition, auth: definition.auth, importService })
          }
          // With an account in between, a sync begins from its connection.
          if (definition.auth.kind === 'none') syncRoute(app, definition, importService)
        },
      }
    },
    openapiSchema: () => ({
      description: definition.description,
      ...(definition.homepage === undefined ? {} : { externalDocs: { url: definition.homepage } }),
    }),
  }
  return Object.freeze({ ...plugin, definition })
}

function checkDefinition({ name, auth, streams }: IntegrationDefinition): void {
  if (!NAME.test(name))
    throw new TypeError(`integration name "${name}" must be lower-case kebab, like "last-fm"`)
  if (streams.length === 0) throw new TypeError(`integration "${name}" declares no streams`)
  const seen = new Set<string>()
  for (const stream of streams) {
    if (!NAME.test(stream.id)) {
      throw new TypeError(
        `stream "${stream.id}" of integration "${name}" must be lower-case kebab, like "recently-played"`,
      )
    }
    if (seen.has(stream.id)) throw new TypeError(`integration "${name}" declares two streams "${stream.id}"`)
    seen.add(stream.id)
    if (stream.sync === undefined && stream.importFile === undefined) {
      throw new TypeError(
        `stream "${stream.id}" of integration "${name}" has neither sync nor importFile: it could never deliver`,
      )
    }
    if (auth.kind === 'fileImport' && stream.importFile === undefined) {
      throw new TypeError(
        `stream "${stream.id}" of integration "${name}" has no importFile, and a file is all this integration gets`,
      )
    }
  }
}
