import type { ConnectionAccess } from '@tributary/connections'
import type { RoutePlugin } from '@tributary/core'
import type { Database } from '@tributary/database'
import { acceptForms, type Imports } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Engine } from '../engine/engine.ts'
import type { RecordSink } from '../record-sink.ts'
import type { UploadStorage } from '../uploads/upload-storage.ts'
import { batchRoutes } from './batch-routes.ts'
import { discardRoute, previewRoute, recogniseRoute, submitRoute } from './file-routes.ts'
import type { PreviewLimits } from './preview-import.ts'

export interface ImportsRoutesContext {
  readonly database: () => Database
  readonly storage: UploadStorage
  readonly imports: () => Imports
  readonly sinkOf: Engine['sinkOf']
  readonly sinks: () => readonly RecordSink[]
  /** The integrations that are up. */
  readonly definitions: () => readonly IntegrationDefinition[]
  /** Absent on a server without accounts at providers. */
  readonly connectionAccess: () => ConnectionAccess | undefined
  readonly limits?: PreviewLimits | undefined
}

/** More than any integration accepts: each request has the limit of the integrations that are up. */
const MOST_BYTES = 64 * 1024 ** 3

/** `/api/imports`: importing a file in steps, and the imports of a person. */
export function importsRoutes(context: ImportsRoutesContext): RoutePlugin {
  return async (app) => {
    await acceptForms(app, MOST_BYTES)
    recogniseRoute(app, context)
    previewRoute(app, context)
    submitRoute(app, context)
    discardRoute(app, context)
    batchRoutes(app, context)
  }
}
