import {
  listOf,
  type PluginApp,
  ProblemError,
  pageParameters,
  type RoutePlugin,
  readDateTime,
  signedIn,
  UpdatedSinceParameter,
} from '@tributary/core'
import { ImportJob, JOB_KINDS, JOB_STATUSES, JOB_TRIGGERS, overLimit } from '@tributary/integration-host'
import { Type } from 'typebox'
import { listJobs } from '../job-list-store.ts'
import { requestCancel, requeueJob } from '../job-store.ts'
import { viewJob } from '../job-view.ts'
import { jobsErrors } from '../jobs-errors.ts'
import { refuseOverQueued } from '../queue-quota.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { deleteUploadOfJob } from '../upload-store.ts'
import { checkJobFilters } from './check-job-filters.ts'
import { eventsRoute } from './events-route.ts'
import { JobId } from './job-id.ts'
import { type JobsRoutesContext, jobOf, readingOf, tablesOf } from './job-of.ts'
import { rejectedRoutes } from './rejected-routes.ts'

/** `/api/jobs`: a person's own jobs. */
export function jobsRoutes(context: JobsRoutesContext): RoutePlugin {
  return async (app) => {
    listRoute(app, context)
    readRoutes(app, context)
    changeRoutes(app, context)
    rejectedRoutes(app, context)
    deleteFileRoute(app, context)
    eventsRoute(app, { ...context, jobOf: (request) => jobOf(request, context) })
  }
}

function listRoute(app: PluginApp, context: JobsRoutesContext): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List your import jobs',
        description: 'The newest first.',
        operationId: 'jobsListJobs',
        querystring: Type.Object({
          integration: Type.Optional(
            Type.String({ maxLength: 100, description: 'Only of this integration: `netflix`.' }),
          ),
          connectionId: Type.Optional(
            Type.String({ format: 'uuid', description: 'Only through this connection.' }),
          ),
          kind: Type.Optional(Type.Enum([...JOB_KINDS], { description: 'Only of this kind.' })),
          status: Type.Optional(Type.Enum([...JOB_STATUSES], { description: 'Only in this status.' })),
          trigger: Type.Optional(Type.Enum([...JOB_TRIGGERS], { description: 'Only with this trigger.' })),
          updatedSince: Type.Optional(UpdatedSinceParameter),
          ...pageParameters,
        }),
        response: {
          200: { ...listOf(ImportJob, 'ImportJobList'), description: 'A page of your jobs.' },
        },
      },
    },
    async (request) => {
      const { limit = 50, updatedSince: since, ...filters } = request.query
      const updatedSince = since === undefined ? undefined : readDateTime(since)
      const { userId } = signedIn(request)
      await checkJobFilters(context, userId, filters)
      const page = await listJobs(readingOf(context), { userId, limit, updatedSince, ...filters })
      return { items: page.items.map(viewJob), nextCursor: page.nextCursor }
    },
  )
}

function readRoutes(app: PluginApp, context: JobsRoutesContext): void {
  app.get(
    '/:id',
    {
      schema: {
        summary: 'Read an import job',
        description: 'Its progress and its result. `GET /api/jobs/{id}/events` follows it.',
        operationId: 'jobsGetJob',
        params: JobId,
        response: { 200: ImportJob },
      },
    },
    async (request) => {
      const job = await jobOf(request, context)
      // Who sees that it has ended reads what it wrote.
      if (isJustEnded(job)) await context.database().caughtUp()
      return viewJob(job)
    },
  )
}

function changeRoutes(app: PluginApp, context: JobsRoutesContext): void {
  app.post(
    '/:id/cancel',
    {
      schema: {
        summary: 'Cancel an import job',
        description:
          'A waiting job is cancelled at once, a running one after its page. Written records are kept.',
        operationId: 'jobsCancelJob',
        params: JobId,
        response: { 200: ImportJob },
      },
    },
    async (request) => {
      const job = await jobOf(request, context)
      const cancelled = await requestCancel(tablesOf(context), job.id, signedIn(request).userId)
      if (cancelled === undefined)
        throw new ProblemError(jobsErrors.JOBS_ENDED, { detail: `The job is ${job.status}.` })
      return viewJob(cancelled)
    },
  )
  app.post(
    '/:id/retry',
    {
      schema: {
        summary: 'Retry an import job',
        description:
          'For a job that failed, was cancelled or ended partial. It continues after its last page.',
        operationId: 'jobsRetryJob',
        params: JobId,
        response: {
          200: ImportJob,
          429: overLimit('Too many waiting jobs: `JOBS_QUEUE_FULL`.'),
        },
      },
    },
    async (request) => {
      const job = await jobOf(request, context)
      refuseRetry(job)
      const queue = context.queue()
      const row = await context.database().transaction<JobsTables, JobRow | undefined>(async (trx) => {
        const permitted = context.queuedPerPerson
        // Whatever triggered the job originally, a person requests the retry.
        await refuseOverQueued(trx, { userId: job.user_id, trigger: 'manual', permitted })
        const requeued = await requeueJob(trx, job.id, signedIn(request).userId)
        if (requeued !== undefined) await queue.enqueue(requeued, { trx })
        return requeued
      })
      context.database().afterCommit(() => queue.wake())
      return viewJob(row ?? (await jobOf(request, context)))
    },
  )
}

function deleteFileRoute(app: PluginApp, context: JobsRoutesContext): void {
  app.delete(
    '/:id/file',
    {
      schema: {
        summary: 'Delete the file of an import',
        description:
          'For an import that failed, was cancelled or ended partial: its file is kept for a retry and counts towards your stored files. Without it the job cannot be retried. Imported records are not deleted.',
        operationId: 'jobsDeleteFile',
        params: JobId,
        response: { 204: Type.Null({ description: 'The job has no file any more.' }) },
      },
    },
    async (request, reply) => {
      const { status, upload_id: upload } = await jobOf(request, context)
      if (upload !== null && !(await deleteUploadOfJob(tablesOf(context), upload)))
        throw new ProblemError(jobsErrors.JOBS_NOT_ENDED, {
          detail: `It is ${status}. Cancel it first: POST /api/jobs/${request.params.id}/cancel.`,
        })
      return reply.code(204).send(null)
    },
  )
}

function refuseRetry(job: JobRow): void {
  if (!['partial', 'failed', 'cancelled'].includes(job.status)) {
    throw new ProblemError(jobsErrors.JOBS_NOT_RETRYABLE, { detail: `The job is ${job.status}.` })
  }
  if (job.kind === 'import' && job.upload_id === null) {
    throw new ProblemError(jobsErrors.JOBS_UPLOAD_GONE, { detail: 'Upload the file again.' })
  }
}

const JUST_MILLISECONDS = 60_000

function isJustEnded({ finished_at: at }: JobRow): boolean {
  return at !== null && Date.now() - at.getTime() < JUST_MILLISECONDS
}
