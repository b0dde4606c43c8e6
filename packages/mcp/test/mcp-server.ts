import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import type { Plugin } from '@tributary/core'
import type { Integration } from '@tributary/integration-kit'
import { startTestServer, TEST_PUBLIC_URL, type TestServer, type TestUser } from '@tributary/testkit'
import { mcpPlugin } from '../src/index.ts'

export const TRUSTED_ORIGIN = 'https://tools.example.org'

/** A server with the plugin, listening. */
export interface McpServer extends AsyncDisposable {
  readonly server: TestServer
  /** Where clients are directed to. */
  readonly url: URL
  connect(user: Pick<TestUser, 'key'>): Promise<McpClient>
  /** The tool of the operation at an address, whatever its name. */
  toolAt(method: string, path: string): string
}

/** The SDK's client, and what tests ask of it. */
export interface McpClient extends AsyncDisposable {
  readonly client: Client
  names(): Promise<readonly string[]>
  /** Throws when the result is an error. */
  call(tool: string, args?: object): Promise<Answer>
  /** The message of a result that is an error. */
  refusal(tool: string, args?: object): Promise<string>
}

export interface Answer {
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  readonly data: any
  readonly text: string
}

export async function startMcpServer(options: {
  readonly integrations?: readonly Integration[]
  readonly environment?: Readonly<Record<string, string>>
  readonly plugins?: readonly Plugin[]
}): Promise<McpServer> {
  const plugin = mcpPlugin({ publicUrl: TEST_PUBLIC_URL, trustedOrigins: [TRUSTED_ORIGIN] })
  const server = await startTestServer({ ...options, plugins: [plugin, ...(options.plugins ?? [])] })
  const address = await server.kernel.app.listen({ host: '127.0.0.1', port: 0 })
  const url = new URL('/mcp', address)
  return {
    server,
    url,
    connect: ({ key }) => connectClient(url, key),
    toolAt(method, path) {
      const operation = server.kernel.document().paths[path]?.[method.toLowerCase()]
      if (operation?.operationId === undefined) throw new Error(`there is no ${method} ${path}`)
      return operation.operationId
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** Sends one message as any program may, without the SDK. */
export function post(
  url: URL,
  message: object,
  request: Pick<RequestInit, 'headers' | 'signal'>,
): Promise<Response> {
  return fetch(url, {
    ...request,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(request.headers as Record<string, string>),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
  })
}

async function connectClient(url: URL, key: string): Promise<McpClient> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }))
  // From then on the client checks every answer against the schema of its tool.
  await client.listTools()
  const run = async (name: string, args: object) =>
    (await client.callTool({ name, arguments: { ...args } })) as CallToolResult
  return {
    client,
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(tool, args = {}) {
      const { isError, structuredContent, content } = await run(tool, args)
      const text = textOf(content)
      if (isError === true) throw new Error(text)
      return { data: structuredContent, text }
    },
    async refusal(tool, args = {}) {
      const { isError, content } = await run(tool, args)
      if (isError !== true) throw new Error(`${tool} was answered: ${textOf(content)}`)
      return textOf(content)
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

function textOf(content: CallToolResult['content']): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}
