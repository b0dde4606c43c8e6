import { type PluginApp, ProblemError } from '@tributary/core'
import { Type } from 'typebox'
import type { Connections } from '../connection-service.ts'
import { ImportJob } from '../import-job.ts'
import type { Imports } from '../import-service.ts'
import type { IntegrationDefinition } from '../integration.ts'
import { integrationErrors } from '../integration-errors.ts'
import { LocalDate } from '../records.ts'
import type { DateRange } from '../stream.ts'
import { addDays, isCalendarDate, utcDate } from './calendar.ts'
import { camelCase } from './camel-case.ts'

/** What a sync reads again unless the integration or the person says otherwise, in days, today included. */
export const DEFAULT_WINDOW_DAYS = 7

/** Longer than anybody's data goes back. */
const MAX_DAYS = 36_525

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
        description: `Over local dates, both inclusive; the last ${days} days unless said otherwise. Runs in the background: follow \`Location\` to the job.`,
        operationId: `${camelCase(name)}Sync`,
        querystring: Type.Object({ startDate: Type.Optional(LocalDate), endDate: Type.Optional(LocalDate) }),
        // Where programs look for them; nothing at all will do as well.
        body: Type.Union([
          Type.Object(
            { startDate: Type.Optional(LocalDate), endDate: Type.Optional(LocalDate) },
            { additionalProperties: false, title: 'SyncWindow' },
          ),
          Type.Null(),
        ]),
        response: { 202: { ...ImportJob, 'x-response-description': 'The sync is queued.' } },
      },
    },
    async (request, reply) => {
      const window = windowOf({ ...request.query, ...request.body }, { today: utcDate(new Date()), days })
      const userId = request.principal?.userId ?? ''
      if (connectionService !== undefined)
        await requireConnection(connectionService(), { userId, definition })
      const job = await importService().submitSync({ userId, integration: name, window })
      return reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
    },
  )
}

async function requireConnection(
  service: Connections,
  { userId, definition }: { userId: string; definition: IntegrationDefinition },
): Promise<void> {
  const { name, displayName } = definition
  const connection = await service.find(userId, name)
  if (connection?.status === 'connected' || connection?.status === 'needs_permission') return
  const detail =
    connection?.status === 'paused'
      ? `${connection.reason ?? 'It is paused.'} Let it go on first: PATCH /api/${name} with {"paused":false}.`
      : (connection?.reason ?? `Connect your ${displayName} account first: POST /api/${name}/connect.`)
  throw new ProblemError(integrationErrors.INTEGRATION_NOT_CONNECTED, { detail })
}

function windowOf(
  query: { startDate?: string; endDate?: string },
  { today, days }: { today: string; days: number },
): DateRange {
  const endDate = query.endDate ?? today
  if (!isCalendarDate(endDate)) throw badWindow(`There is no day ${endDate}.`)
  const startDate = query.startDate ?? addDays(endDate, 1 - days)
  if (!isCalendarDate(startDate)) throw badWindow(`There is no day ${startDate}.`)
  if (startDate > endDate) throw badWindow(`The start ${startDate} lies after the end ${endDate}.`)
  if (addDays(startDate, MAX_DAYS) < endDate)
    throw badWindow(`From ${startDate} to ${endDate} is more than a hundred years.`)
  return { startDate, endDate }
}

function badWindow(detail: string): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, { detail })
}
