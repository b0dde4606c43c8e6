import { connectionAccess } from '@tributary/connections'
import { authenticator, type Plugin } from '@tributary/core'
import { database } from '@tributary/database'
import { imports, listDefinitions, providers, settings } from '@tributary/integration-host'
import { recordSinks } from '../record-sink.ts'
import { instancesForUploads } from '../uploads/upload-storage.ts'
import { importsRoutes } from './imports-routes.ts'
import type { PreviewLimits } from './preview-import.ts'

export interface ImportsOptions {
  /** The limits of previews. */
  readonly preview?: PreviewLimits | undefined
}

/** `/api/imports`: recognise, preview, import and undo files. Its tables and jobs are those of `jobsPlugin`. */
export function importsPlugin(options: ImportsOptions = {}): Plugin {
  return {
    name: 'imports',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Imports',
      description: 'Recognises, previews, imports and undoes files.',
      author: 'The Tributary authors',
      tags: ['sync'],
    },
    uses: [database, authenticator, imports],
    usesIfPresent: [connectionAccess, providers, settings],
    configureRoutes: (context) => ({
      routes: importsRoutes({
        database: () => context.getService(database),
        storage: instancesForUploads(context),
        imports: () => context.getService(imports),
        definitions: () => listDefinitions(context),
        sinks: () => context.getContributions(recordSinks).map(({ value }) => value),
        // Looked up each time: a plugin may have been loaded or quarantined meanwhile.
        sinkOf: (kind) =>
          context.getContributions(recordSinks).find(({ value }) => value.kind === kind)?.value,
        connectionAccess: () =>
          context.hasService(connectionAccess) ? context.getService(connectionAccess) : undefined,
        limits: options.preview,
      }),
    }),
    openapiSchema: () => ({
      description: 'Files that a person imports: recognise one, preview it, import it, and undo an import.',
      problemMembers: {
        maxBytes: { type: 'integer', description: 'The largest accepted file, in bytes.' },
      },
    }),
  }
}
