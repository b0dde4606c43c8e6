import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

/** Reads a list to its end, page by page. */
export async function* readAll(address: string, key: string, tool: string): AsyncGenerator<unknown> {
  const client = new Client({ name: 'reader', version: '1.0.0' })
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  // The types of the SDK do not agree with each other under `exactOptionalPropertyTypes`.
  await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit }) as never)
  let cursor: string | null = null
  do {
    const answer = await client.callTool({ name: tool, arguments: cursor === null ? {} : { cursor } })
    const page = answer.structuredContent as { items: unknown[]; nextCursor?: string | null }
    yield* page.items
    cursor = page.nextCursor ?? null
  } while (cursor !== null)
  await client.close()
}
