import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js'
import { nearestName } from '@tributary/core'
import { callTool } from './call/call-tool.ts'
import type { Caller } from './call/caller.ts'
import { errorResult } from './call/tool-result.ts'
import type { ToolCatalogue } from './tools/tool-catalogue.ts'
import { type Circumstances, whyRefused } from './tools/why-refused.ts'

/** A message of the protocol, and what is needed to answer it. */
export interface IncomingMessage {
  readonly title: string
  readonly version: string
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON. */
  readonly body: unknown
  readonly catalogue: ToolCatalogue
  readonly caller: Caller
  /** Read for each message, so that a change of settings holds at once. */
  circumstances(): Promise<Circumstances>
  readonly signal: AbortSignal
  /** Told of a fault of this package. */
  onFailure(error: unknown, tool: string): void
}

/** An answer of HTTP. */
export interface MessageAnswer {
  readonly status: number
  readonly contentType: string | undefined
  readonly text: string
}

/**
 * Answers one message with a server of its own: nothing is kept between messages, so any process of the server may answer the next.
 * This module loads the SDK, which the start of the server need not wait for.
 */
export async function answerMessage(message: IncomingMessage): Promise<MessageAnswer> {
  const server = makeServer(message)
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  // When the server is closed meanwhile, the transport never answers.
  const gone = new Promise<undefined>((resolve) => {
    message.signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  try {
    await server.connect(transport)
    const request = new Request('http://localhost/mcp', { method: 'POST', headers: message.headers })
    const response = await Promise.race([
      transport.handleRequest(request, { parsedBody: message.body }),
      gone,
    ])
    if (response === undefined) return CLIENT_HAS_GONE
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? undefined,
      text: await response.text(),
    }
  } finally {
    await server.close()
  }
}

/** For the log alone. */
const CLIENT_HAS_GONE: MessageAnswer = { status: 499, contentType: undefined, text: '' }

const INSTRUCTIONS =
  'The data that a person has brought home from other services: what they watched and heard, daily values, events. Lists have `items` and `nextCursor`: pass it as `cursor` to go on. `answerCut` names what an answer left out because it would be too long, `answerWithheld` what must not be read.'

/** Each server would make a validator of its own. This one never asks a client for input, which is what it is for. */
const NO_VALIDATOR = {
  getValidator: () => () => ({ valid: false as const, data: undefined, errorMessage: 'unused' }),
}

function makeServer(message: IncomingMessage): Server {
  const { title, version, catalogue, caller } = message
  const server = new Server(
    { name: 'tributary', title, version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS, jsonSchemaValidator: NO_VALIDATOR },
  )
  server.setRequestHandler(ListToolsRequestSchema, async () => {
    const circumstances = await message.circumstances()
    const entries = [...catalogue.entries().values()]
    return {
      tools: entries
        .filter((entry) => whyRefused(entry, circumstances) === undefined)
        .map(({ tool }) => ({ ...tool })),
    }
  })
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const { name, arguments: args = {} } = params
    const entries = catalogue.entries()
    const entry = entries.get(name)
    const circumstances = await message.circumstances()
    if (entry === undefined) throw unknownTool(name, offered(catalogue, circumstances))
    const refusal = whyRefused(entry, circumstances)
    if (refusal !== undefined) return { ...errorResult(refusal) }
    try {
      return { ...(await callTool({ entry, args, caller, circumstances, entries })) }
    } catch (error) {
      if (!message.signal.aborted) message.onFailure(error, name)
      throw new McpError(ErrorCode.InternalError, 'The tool failed. The log of the server says why.')
    }
  })
  return server
}

function offered(catalogue: ToolCatalogue, circumstances: Circumstances): readonly string[] {
  const entries = [...catalogue.entries().values()]
  return entries.flatMap((entry) => (whyRefused(entry, circumstances) === undefined ? [entry.tool.name] : []))
}

function unknownTool(name: string, known: readonly string[]): McpError {
  const nearest = nearestName(name, known)
  const cure = nearest === undefined ? 'tools/list names those that there are.' : `Did you mean ${nearest}?`
  return new McpError(ErrorCode.InvalidParams, `There is no tool "${name.slice(0, 100)}". ${cure}`)
}
