import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

/** Reads a list to its end, page by page. */
export async function* readAll(address: string, key: string, tool: string): AsyncGenerator {
  const client = new Client({ name: 'reader', version: '1.0.0' })
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit }))
  let cursor: string | null = null
  do {
    const answer = await client.callTool({ name: tool, arguments: cursor === null ? {} : { cursor } })
    const page = answer.structuredContent as { items: unknown[]; nextCursor?: string | null }
    yield* page.items
    cursor = page.nextCursor ?? null
  } while (cursor !== null)
  await client.close()
}
