import { optionalBody, type PluginApp, ProblemError } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { LocalDate } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import type { ConnectionStatus, Connections } from '../connection-service.ts'
import { ImportJob } from '../import-job.ts'
import type { Imports } from '../import-service.ts'
import { integrationErrors } from '../integration-errors.ts'
import { overLimit } from '../over-limit.ts'
import { utcDate } from './calendar.ts'
import { camelCase } from './camel-case.ts'
import { MAX_SYNC_DAYS, syncWindow } from './sync-window.ts'

/** What a sync reads again unless the integration or the person says otherwise, in days, today included. */
export const DEFAULT_WINDOW_DAYS = 7

export interface SyncRoute {
  readonly definition: IntegrationDefinition
  readonly importService: () => Imports
  /** Absent where there is no account in between. */
  readonly connectionService: (() => Connections) | undefined
}

/** `POST /api/<name>/sync`: reads from the provider now instead of at the next scheduled time. */
export function syncRoute(app: PluginApp, { definition, importService, connectionService }: SyncRoute): void {
  const { name, displayName } = definition
  const days = definition.schedule?.windowDays ?? DEFAULT_WINDOW_DAYS
  app.post(
    '/sync',
    {
      schema: {
        summary: `Sync from ${displayName} now`,
        description: `Over local dates, both inclusive; the last ${days} days unless said otherwise. At most ten years (${MAX_SYNC_DAYS} days) at once; a start in the future is refused, an end in the future counts as tomorrow (UTC). Runs in the background: follow \`Location\` to the job.`,
        operationId: `${camelCase(name)}Sync`,
        querystring: Type.Object({ startDate: Type.Optional(LocalDate), endDate: Type.Optional(LocalDate) }),
        // Where programs look for them.
        body: optionalBody(
          Type.Object(
            { startDate: Type.Optional(LocalDate), endDate: Type.Optional(LocalDate) },
            { additionalProperties: false, title: 'SyncWindow' },
          ),
        ),
        response: {
          202: { ...ImportJob, 'x-response-description': 'The sync is queued.' },
          429: overLimit('As many of your jobs wait as may: `JOBS_QUEUE_FULL`.'),
        },
      },
    },
    async (request, reply) => {
      const window = syncWindow({ ...request.query, ...request.body }, { today: utcDate(new Date()), days })
      const userId = request.principal?.userId ?? ''
      if (connectionService !== undefined)
        await requireConnection(connectionService(), { userId, definition })
      const job = await importService().submitSync({ userId, integration: name, window })
      return reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
    },
  )
}

/** With `needs_action` a sync finds out whether the person has done it. */
const SYNCED: ReadonlySet<ConnectionStatus> = new Set(['connected', 'needs_permission', 'needs_action'])

async function requireConnection(
  service: Connections,
  { userId, definition }: { userId: string; definition: IntegrationDefinition },
): Promise<void> {
  const { name, displayName } = definition
  const connection = await service.find(userId, name)
  if (connection !== undefined && SYNCED.has(connection.status)) return
  const detail =
    connection?.status === 'paused'
      ? `${connection.reason ?? 'It is paused.'} Let it go on first: PATCH /api/${name} with {"paused":false}.`
      : (connection?.reason ?? `Connect your ${displayName} account first: POST /api/${name}/connect.`)
  throw new ProblemError(integrationErrors.INTEGRATION_NOT_CONNECTED, { detail })
}
