import type { PluginApp } from '@tributary/core'
import { ProblemError } from '@tributary/core'
import { Type } from 'typebox'
import { ImportJob } from '../import-job.ts'
import type { Imports } from '../import-service.ts'
import type { IntegrationDefinition } from '../integration.ts'
import { integrationErrors } from '../integration-errors.ts'
import { LocalDate } from '../records.ts'
import { camelCase } from './describe.ts'

const DEFAULT_DAYS = 7
const DAY_MILLISECONDS = 86_400_000

/** `POST /api/<name>/sync`: reads from the provider now instead of at the next scheduled time. */
export function syncRoute(
  app: PluginApp,
  definition: IntegrationDefinition,
  importService: () => Imports,
): void {
  app.post(
    '/sync',
    {
      schema: {
        summary: `Sync from ${definition.displayName} now`,
        description: `Over local dates, both inclusive; the last ${DEFAULT_DAYS} days unless said otherwise. Runs in the background: follow \`Location\` to the job.`,
        operationId: `${camelCase(definition.name)}Sync`,
        querystring: Type.Object({ startDate: Type.Optional(LocalDate), endDate: Type.Optional(LocalDate) }),
        response: { 202: { ...ImportJob, 'x-response-description': 'The sync is queued.' } },
      },
    },
    async (request, reply) => {
      const window = windowOf(request.query, new Date())
      const userId = request.principal?.userId ?? ''
      const job = await importService().submitSync({ userId, integration: definition.name, window })
      return reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
    },
  )
}

function windowOf(
  query: { startDate?: string; endDate?: string },
  now: Date,
): { startDate: string; endDate: string } {
  const endDate = query.endDate ?? dateOf(now)
  if (Number.isNaN(Date.parse(endDate))) throw badWindow(`There is no day ${endDate}.`)
  const startDate =
    query.startDate ?? dateOf(new Date(Date.parse(endDate) - (DEFAULT_DAYS - 1) * DAY_MILLISECONDS))
  if (Number.isNaN(Date.parse(startDate))) throw badWindow(`There is no day ${startDate}.`)
  if (startDate > endDate) throw badWindow(`The start ${startDate} lies after the end ${endDate}.`)
  return { startDate, endDate }
}

function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

function badWindow(detail: string): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, { detail })
}
