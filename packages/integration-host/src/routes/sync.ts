import {
  dateRangeParameters,
  located,
  optionalBody,
  type PluginApp,
  ProblemError,
  signedIn,
} from '@tributary/core'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { windowDaysOf } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import type { Connection, ConnectionStatus, Connections } from '../connection-service.ts'
import { ImportJob, JOB_LOCATION } from '../import-job.ts'
import type { Imports } from '../import-service.ts'
import { integrationErrors } from '../integration-errors.ts'
import { overLimit } from '../over-limit.ts'
import { askedWindow, MAX_SYNC_DAYS } from './asked-window.ts'
import { camelCase } from './camel-case.ts'
import { CONNECTION_PATH, ConnectionParams, findChosen, findOnly } from './chosen-connection.ts'

export interface SyncRoute {
  readonly definition: IntegrationDefinition
  readonly importService: () => Imports
  /** Absent where there is no account in between. */
  readonly connectionService: (() => Connections) | undefined
}

const SyncRange = Type.Object(dateRangeParameters, {
  additionalProperties: false,
  title: 'jobs.SyncRange',
  description: 'The local dates to sync, both inclusive.',
  examples: [{ from: '2025-01-01', to: '2025-01-07' }],
})

const schemaOf = (definition: IntegrationDefinition) => ({
  description: `Over local dates, both inclusive; the last ${windowDaysOf(definition)} days by default, up to tomorrow (UTC), because it is already that date in parts of the world. At most ten years (${MAX_SYNC_DAYS} days) at once; a start in the future is refused, an end in the future counts as tomorrow (UTC). Runs in the background: follow \`Location\` to the job. While a sync of the same dates is queued or running, the answer is that job.`,
  summary: `Sync from ${definition.displayName} now`,
  // Dates in the address would be left out, and other days synced than was asked for.
  querystring: Type.Object({}),
  body: optionalBody(SyncRange),
  response: {
    202: located(ImportJob, { description: 'The sync is queued.', location: JOB_LOCATION }),
    429: overLimit('Too many waiting jobs: `JOBS_QUEUE_FULL`.'),
  },
})

/** `POST …/sync`: reads from the provider now instead of at the next scheduled time. */
export function syncRoutes(app: PluginApp, context: SyncRoute): void {
  const { definition, importService, connectionService } = context
  const { name } = definition
  const schema = schemaOf(definition)
  const windowOf = ({ body }: { readonly body?: Static<typeof SyncRange> | null | undefined }): DateRange =>
    askedWindow(body ?? {}, definition, new Date())
  app.post(
    '/sync',
    {
      schema: {
        ...schema,
        operationId: `${camelCase(name)}Sync${connectionService === undefined ? 'Data' : 'OnlyConnection'}`,
      },
    },
    async (request, reply) => {
      const window = windowOf(request)
      const { userId } = signedIn(request)
      const connection =
        connectionService === undefined
          ? undefined
          : requireSynced(definition, await findOnly({ definition, connectionService }, userId))
      const job = await importService().submitSync({
        userId,
        integration: name,
        connectionId: connection?.id,
        window,
      })
      return reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
    },
  )
  if (connectionService === undefined) return
  app.post(
    `${CONNECTION_PATH}/sync`,
    {
      schema: {
        ...schema,
        summary: `${schema.summary}, through one of your connections`,
        operationId: `${camelCase(name)}SyncConnection`,
        params: ConnectionParams,
      },
    },
    async (request, reply) => {
      const window = windowOf(request)
      const own = { userId: signedIn(request).userId, connectionId: request.params.id }
      requireSynced(definition, await findChosen({ definition, connectionService }, own))
      const job = await importService().submitSync({ ...own, integration: name, window })
      return reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
    },
  )
}

/** With `needs_action` a sync finds out whether the person has done it. */
export const SYNCED: ReadonlySet<ConnectionStatus> = new Set([
  'connected',
  'needs_permission',
  'needs_action',
])

/** The connection, where the provider may be asked through it. Throws `INTEGRATION_NOT_CONNECTED` with the cure. */
export function requireSynced(
  { name, displayName }: IntegrationDefinition,
  connection: Connection | undefined,
): Connection {
  if (connection !== undefined && SYNCED.has(connection.status)) return connection
  const detail =
    connection?.status === 'paused'
      ? `${connection.reason ?? 'The connection is paused.'} Resume it first: PATCH /api/${name}/connections/${connection.id} with {"paused":false}.`
      : (connection?.reason ?? `Connect your ${displayName} account first: POST /api/${name}/connect.`)
  throw new ProblemError(integrationErrors.INTEGRATION_NOT_CONNECTED, { detail })
}
