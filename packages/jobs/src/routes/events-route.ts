import {
  abortWhenGone,
  describeTooManyStreams,
  EventStream,
  OpenStreams,
  type PluginApp,
  ProblemError,
  sendEvents,
} from '@tributary/core'
import type { Database } from '@tributary/database'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findJobs } from '../job-list-store.ts'
import { jobsErrors } from '../jobs-errors.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { hasReceivedEnd, jobEvents } from './job-events.ts'
import { JobFollower } from './job-follower.ts'
import { JobId } from './job-id.ts'

interface EventsRouteContext {
  readonly database: () => Database
  /** Default 50. */
  readonly streamsPerPerson?: number | undefined
  /** The asker's own job, or a problem. */
  readonly jobOf: (request: FastifyRequest & { params: { id: string } }) => Promise<JobRow>
}

/** A stream ends with its job or its page, at an unknown time. */
const RETRY_SECONDS = 10

function tooManyStreams(used: number, permitted: number): ProblemError {
  return new ProblemError(jobsErrors.JOBS_TOO_MANY_STREAMS, {
    detail: `You have ${used} open event streams; the limit is ${permitted}. Close other pages that follow jobs, or use GET /api/jobs instead.`,
    extensions: { used, permitted },
    headers: { 'retry-after': String(RETRY_SECONDS) },
  })
}

/** `GET /api/jobs/:id/events`: server-sent events of one job. */
export function eventsRoute(app: PluginApp, context: EventsRouteContext): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  const follower = new JobFollower(async (ids) => {
    const jobs = await findJobs(context.database().tables<JobsTables>(), ids)
    // Who hears that a job has ended reads what it wrote.
    await context.database().caughtUp()
    return jobs
  }, closing.signal)
  const streams = new OpenStreams(tooManyStreams, context.streamsPerPerson)
  app.get(
    '/:id/events',
    {
      config: { cost: 'stream' },
      schema: {
        summary: 'Follow an import job',
        description:
          'Server-sent events: `job` with the job as JSON, now and whenever it changes; `end` with it when it has ended, and nothing after that. Each has an `id`; send the last one as `Last-Event-ID` to go on from there, as `EventSource` does. Comment lines keep the connection open.',
        operationId: 'jobsFollowJob',
        params: JobId,
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({ description: 'The `id` of the last event received.' }),
          ),
        }),
        response: {
          200: EventStream,
          204: Type.Null({ description: 'The client has received `end` and must not reconnect.' }),
          429: describeTooManyStreams('JOBS_TOO_MANY_STREAMS'),
        },
      },
    },
    async (request, reply) => {
      const job = await context.jobOf(request)
      const lastEventId = request.headers['last-event-id']
      if (hasReceivedEnd(job, lastEventId)) return reply.code(204).send(null)
      const gone = abortWhenGone(reply, streams.open(job.user_id))
      const signal = AbortSignal.any([closing.signal, gone])
      const events = jobEvents({ job, follower, lastEventId, signal })
      return sendEvents(reply, events) as unknown as string
    },
  )
}
