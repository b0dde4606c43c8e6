import { listOf, type PluginApp, ProblemError, pageParameters } from '@tributary/core'
import { EXAMPLE_JOB, ImportJob } from '@tributary/integration-host'
import { Type } from 'typebox'
import { retryRejected } from '../engine/retry-rejected.ts'
import { viewJob } from '../job-view.ts'
import { jobsErrors } from '../jobs-errors.ts'
import { listRejected } from '../rejected-store.ts'
import { JobId } from './job-id.ts'
import { type JobsRoutesContext, jobOf, readingOf } from './job-of.ts'

const RejectedRecord = Type.Object(
  {
    stream: Type.String(),
    position: Type.Union([Type.String(), Type.Null()], { description: 'The position in the file or feed.' }),
    reason: Type.String(),
    raw: Type.Unknown({ description: 'The record as read.' }),
    retriable: Type.Boolean({
      description: 'Whether it can be retried once the cause is fixed.',
    }),
  },
  {
    title: 'RejectedRecord',
    description: 'A record of a job that could not be written.',
    examples: [
      {
        stream: 'viewing-history',
        position: 'line 12',
        reason: 'The date is not valid.',
        raw: { Title: 'Ghost', Date: '31/02/2026' },
        retriable: false,
      },
    ],
  },
)

/** `/api/jobs/{id}/rejected`: the records of a job that could not be written. */
export function rejectedRoutes(app: PluginApp, context: JobsRoutesContext): void {
  listRejectedRoute(app, context)
  retryRejectedRoute(app, context)
}

function listRejectedRoute(app: PluginApp, context: JobsRoutesContext): void {
  app.get(
    '/:id/rejected',
    {
      schema: {
        summary: 'List the records of a job that could not be written',
        description: 'With the reason of each, in the order in which they were read.',
        operationId: 'jobsListRejectedRecords',
        params: JobId,
        querystring: Type.Object(pageParameters),
        response: {
          200: {
            ...listOf(RejectedRecord, 'RejectedRecordList'),
            description: 'A page of the rejected records.',
          },
        },
      },
    },
    async (request) => {
      const { limit = 50, cursor } = request.query
      const job = await jobOf(request, context)
      const { items, nextCursor } = await listRejected(readingOf(context), { jobId: job.id, cursor, limit })
      return {
        items: items.map(({ stream, position, reason, raw, retriable }) => ({
          stream,
          position,
          reason,
          raw,
          retriable,
        })),
        nextCursor,
      }
    },
  )
}

function retryRejectedRoute(app: PluginApp, context: JobsRoutesContext): void {
  app.post(
    '/:id/rejected/retry',
    {
      schema: {
        summary: 'Retry the rejected records of a job',
        description:
          'For an ended job, after the cause has been fixed, for example by a newer version of the integration. Only records marked `retriable` are retried; for the others import the file or sync the dates again. A record that has arrived again since in another version is left unchanged.',
        operationId: 'jobsRetryRejectedRecords',
        params: JobId,
        response: {
          200: Type.Object(
            {
              written: Type.Integer({ minimum: 0, description: 'How many are no longer rejected.' }),
              job: ImportJob,
            },
            {
              title: 'RetriedRecords',
              description: 'How many records were written, and the job with its new counts.',
              examples: [{ written: 3, job: EXAMPLE_JOB }],
            },
          ),
        },
      },
    },
    async (request) => {
      const job = await jobOf(request, context)
      const { definitionOf, sinkOf } = context
      if (definitionOf(job.integration) === undefined)
        throw new ProblemError(jobsErrors.JOBS_INTEGRATION_DOWN, {
          detail: `The integration "${job.integration}" is not running. Ask the administrator.`,
        })
      const written = await retryRejected({ database: context.database(), definitionOf, sinkOf }, job)
      return { written, job: viewJob(await jobOf(request, context)) }
    },
  )
}
