import {
  abortWhenGone,
  describeTooManyStreams,
  EventStream,
  OpenStreams,
  type PluginApp,
  ProblemError,
  sendEvents,
  signedIn,
} from '@tributary/core'
import { Type } from 'typebox'
import { decodeCursor, tagOf } from '../change-cursor.ts'
import type { ChangeFeed } from '../change-feed.ts'
import { changesErrors } from '../changes-errors.ts'
import type { CatchUp } from '../stream/catch-up.ts'
import { changeEvents } from '../stream/change-events.ts'
import type { ChangeFollower } from '../stream/change-follower.ts'
import { CursorParameter, StartOver, TypesParameter, typesFor } from './change-schema.ts'

export interface StreamRouteContext {
  readonly feed: () => ChangeFeed
  readonly catchUp: CatchUp
  /** Made with a signal that aborts when the server stops. */
  readonly follow: (closing: AbortSignal) => ChangeFollower
  readonly streamsPerPerson?: number | undefined
}

const RETRY_SECONDS = 10

const DESCRIPTION = `Server-sent events: \`change\` with one change as JSON, like an item of GET /api/changes, within a second after it was
committed. Each has an \`id\`, which is a cursor; send the last one as \`Last-Event-ID\` to go on from there, as \`EventSource\` does, or as
\`cursor\`. Without either it begins now: read GET /api/changes first for what there is, and go on with its \`nextCursor\`. Comment lines keep
the connection open. The server ends a stream after 15 minutes; connect again.`

/** `GET /api/changes/stream` */
export function streamRoute(app: PluginApp, context: StreamRouteContext): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  const follower = context.follow(closing.signal)
  const streams = new OpenStreams(tooManyStreams, context.streamsPerPerson)
  app.get(
    '/stream',
    {
      config: { cost: 'stream' },
      schema: {
        summary: 'Follow what changes',
        description: DESCRIPTION,
        operationId: 'changesFollowChanges',
        querystring: Type.Object({
          cursor: Type.Optional(CursorParameter),
          types: Type.Optional(TypesParameter),
        }),
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({ description: 'The `id` of the last event received.' }),
          ),
        }),
        response: {
          200: EventStream,
          410: StartOver,
          429: describeTooManyStreams('CHANGES_TOO_MANY_STREAMS'),
        },
      },
    },
    async (request, reply) => {
      const principal = signedIn(request)
      const types = typesFor(context.feed(), principal, request.query.types)
      const tag = tagOf(types)
      const text = request.headers['last-event-id'] ?? request.query.cursor
      const cursor = text === undefined || text === '' || text === 'now' ? undefined : decodeCursor(text, tag)
      const release = streams.open(principal.userId)
      const channel = await follower.join(principal.userId).catch((error: unknown) => {
        release()
        throw error
      })
      const gone = abortWhenGone(reply, () => {
        release()
        follower.leave(channel)
      })
      if (cursor !== undefined) await follower.check(cursor)
      const signal = AbortSignal.any([closing.signal, gone, channel.closed])
      const events = changeEvents({
        channel,
        catchUp: context.catchUp,
        cursor,
        types: new Set(types),
        tag,
        signal,
      })
      return sendEvents(reply, events) as unknown as string
    },
  )
}

function tooManyStreams(used: number, permitted: number): ProblemError {
  return new ProblemError(changesErrors.CHANGES_TOO_MANY_STREAMS, {
    detail: `You have ${used} streams of changes open, and ${permitted} are permitted. Close others, or ask GET /api/changes now and then.`,
    extensions: { used, permitted },
    headers: { 'retry-after': String(RETRY_SECONDS) },
  })
}
