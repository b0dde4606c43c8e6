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
  /** The asker's own job, or a problem. */
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
          used: Type.Integer({ description: 'How many you have open.' }),
          permitted: Type.Integer({ description: 'How many you may have open.' }),
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
          'Server-sent events: `job` with the job as JSON, now and whenever it changes; `end` with it when it has ended, and nothing after that. Each has an `id`; send the last one as `Last-Event-ID` to go on from there, as `EventSource` does. Comment lines keep the connection open.',
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
          204: Type.Null({ description: 'You have received `end`: do not ask again.' }),
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

/** A generator that waits does not hear that its stream was closed; it would go on asking the database. */
function abortWhenGone(reply: FastifyReply, release: () => void): AbortSignal {
  const gone = new AbortController()
  // Unlike the event `close`, this also reports a connection that is closed already.
  finished(reply.raw, () => {
    release()
    gone.abort()
  })
  return gone.signal
}
