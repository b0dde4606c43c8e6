import { refuseCrossSite } from '@tributary/accounts'
import {
  FairTurns,
  type PluginApp,
  ProblemError,
  type RoutePlugin,
  signedIn,
  type Turn,
} from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { callerOfRequest } from './call/caller-of-request.ts'
import { mcpErrors } from './mcp-errors.ts'
import type { ToolCatalogue } from './tools/tool-catalogue.ts'
import type { Circumstances } from './tools/why-refused.ts'

export interface McpRouteContext {
  readonly catalogue: ToolCatalogue
  readonly title: () => string
  readonly version: string
  readonly trustedOrigins: ReadonlySet<string>
  circumstances(request: FastifyRequest): Promise<Circumstances>
  /** The present position of the database's log, where reads may go to a replica. */
  position(this: void): Promise<string | undefined>
}

/** Where clients of the Model Context Protocol are directed to. */
export const MCP_PATH = '/mcp'

/** A message is small: what people upload goes elsewhere. */
const LARGEST_MESSAGE = 256 * 1024
/** As many as the kernel answers of one person. */
const AT_ONCE_PER_PERSON = 16
const LONGEST_WAIT_MILLISECONDS = 15_000
/** Headers that the protocol's transport reads. */
const TRANSPORT_HEADERS = ['accept', 'content-type', 'mcp-protocol-version', 'last-event-id'] as const

/**
 * `POST /mcp`: a message of the protocol, answered in JSON. There are no sessions of the protocol and nothing to listen to, so GET and
 * DELETE are refused (405), as it allows.
 */
export function mcpRoute(context: McpRouteContext): RoutePlugin {
  const turns = new FairTurns({ perPerson: AT_ONCE_PER_PERSON })
  return (app) => {
    app.post(
      MCP_PATH,
      {
        bodyLimit: LARGEST_MESSAGE,
        // Any key may come; its scopes decide about each tool. The request of a tool takes a place of its own: a place held here
        // meanwhile would let a person's requests wait for each other.
        config: { access: 'user', scopes: [], cost: 'stream' },
        // Not an operation of the API: the protocol documents it.
        schema: { hide: true },
      },
      async (request, reply) => {
        refuseCrossSite(request, context.trustedOrigins)
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const turn = await takeTurn(turns, signedIn(request).userId, gone.signal)
        try {
          const { status, contentType, text } = await answer(app, request, { context, signal: gone.signal })
          if (contentType !== undefined) reply.type(contentType)
          return await reply.code(status).send(text)
        } finally {
          turn.end()
        }
      },
    )
  }
}

async function takeTurn(turns: FairTurns, person: string, signal: AbortSignal): Promise<Turn> {
  const turn = await turns.take(person, { milliseconds: LONGEST_WAIT_MILLISECONDS, signal })
  if (turn !== undefined) return turn
  throw new ProblemError(mcpErrors.MCP_RATE_LIMITED, {
    detail: 'Too many of your calls are in progress. Wait for some to end, then try again.',
    headers: { 'retry-after': '5' },
  })
}

async function answer(
  app: PluginApp,
  request: FastifyRequest,
  { context, signal }: { readonly context: McpRouteContext; readonly signal: AbortSignal },
) {
  const { answerMessage } = await import('./answer-message.ts')
  return answerMessage({
    title: context.title(),
    version: context.version,
    headers: transportHeaders(request),
    body: request.body,
    catalogue: context.catalogue,
    caller: callerOfRequest(app, request, { signal, position: context.position }),
    circumstances: () => context.circumstances(request),
    signal,
    onFailure: (err, tool) => request.log.error({ err, tool }, 'tool failed'),
  })
}

function transportHeaders({ headers }: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    TRANSPORT_HEADERS.flatMap((name) => {
      const value = headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
