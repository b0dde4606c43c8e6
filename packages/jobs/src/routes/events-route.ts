import { finished } from 'node:stream'
import type { PluginApp } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findJobs } from '../job-list-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { hasReceivedEnd, jobEvents } from './job-events.ts'
import { JobFollower } from './job-follower.ts'
import { OpenStreams } from './open-streams.ts'

interface EventsRouteContext {
  readonly database: () => Database
  /** Default 50. */
  readonly streamsPerPerson?: number | undefined
  /** The user's own job, or a problem. */
  readonly jobOf: (request: FastifyRequest & { params: { id: string } }) => Promise<JobRow>
}

const JobId = Type.Object({ id: Type.String({ format: 'uuid' }) })

const TooManyStreams = {
  description: 'You have too many event streams open: `JOBS_TOO_MANY_STREAMS`. `Retry-After` is in seconds.',
  content: {
    'application/problem+json': {
      schema: Type.Object(
        {
          type: Type.String(),
          title: Type.String(),
          status: Type.Integer(),
          code: Type.String(),
          detail: Type.Optional(Type.String()),
          used: Type.Integer({ description: 'The number of your open streams.' }),
          permitted: Type.Integer({ description: 'The limit of open streams.' }),
        },
        { additionalProperties: true },
      ),
    },
  },
}

/** `GET /api/jobs/:id/events`: server-sent events of one job. */
export function eventsRoute(app: PluginApp, context: EventsRouteContext): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  const follower = new JobFollower(
    (ids) => findJobs(context.database().tables<JobsTables>(), ids),
    closing.signal,
  )
  const streams = new OpenStreams(context.streamsPerPerson)
  app.get(
    '/:id/events',
    {
      config: { cost: 'stream' },
      schema: {
        summary: 'Follow an import job',
        description:
          'Server-sent events: `job` with the job as JSON, at once and at each change; `end` with the job when it has ended, then nothing more. Each event has an `id`; send the last one as `Last-Event-ID` to continue, as `EventSource` does. Comment lines keep the connection open.',
        operationId: 'jobsEvents',
        params: JobId,
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({ description: 'The `id` of the last event received.' }),
          ),
        }),
        response: {
          200: {
            description: 'A stream of events.',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
          204: Type.Null({ description: 'The client has received `end` and must not reconnect.' }),
          429: TooManyStreams,
        },
      },
    },
    async (request, reply) => {
      const job = await context.jobOf(request)
      const lastEventId = request.headers['last-event-id']
      if (hasReceivedEnd(job, lastEventId)) return reply.code(204).send(null)
      const gone = abortWhenGone(reply, streams.open(job.user_id))
      const signal = AbortSignal.any([closing.signal, gone])
      return (
        reply
          .header('cache-control', 'no-store')
          .header('x-accel-buffering', 'no')
          // Kept alive after its end it would hold up a server that stops.
          .header('connection', 'close')
          .type('text/event-stream')
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(jobEvents({ job, follower, lastEventId, signal }) as unknown as string)
      )
    },
  )
}

/** A waiting generator does not notice that its stream was closed and would keep querying the database. */
function abortWhenGone(reply: FastifyReply, release: () => void): AbortSignal {
  const gone = new AbortController()
  // Unlike the event `close`, this also reports a connection that is closed already.
  finished(reply.raw, () => {
    release()
    gone.abort()
  })
  return gone.signal
}
