#!/usr/bin/env bash
# What the client of the MCP SDK does with the output schemas of tools.
# Versions: @modelcontextprotocol/sdk 1.32.2, Node 20 or newer.
# Guess: a tool whose output schema does not compile is unusable alone; schemas are read in the protocol's dialect, JSON Schema 2020-12.
# Behaviour: one such schema makes listTools fail, so no tool is seen at all; prefixItems of 2020-12 is ignored (Ajv for draft 7); and an
# answer is checked only after listTools was called: a server that breaks its own schema passes every client that calls without listing.
# Seen: {"listed":"Invalid regular expression: /(/u: Unterminated group","pair":"passes","unlisted":"passes","afterListing":"refused"}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2
cat > list.mjs <<'JS'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
async function connect(properties, structuredContent) {
  const server = new Server({ name: 'server', version: '1' }, { capabilities: { tools: {} } })
  const inputSchema = { type: 'object' }
  const tools = [{ name: 'good', inputSchema }, { name: 'other', inputSchema, outputSchema: { type: 'object', properties } }]
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }))
  server.setRequestHandler(CallToolRequestSchema, () => ({ content: [], structuredContent }))
  const [one, other] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'client', version: '1' })
  await server.connect(one)
  await client.connect(other)
  return client
}
const call = (client) => client.callTool({ name: 'other' }).then(() => 'passes', () => 'refused')
const listed = await (await connect({ a: { type: 'string', pattern: '(' } }, {})).listTools().then(() => 'all', ({ message }) => message)
const pairs = await connect({ pair: { type: 'array', prefixItems: [{ type: 'number' }] } }, { pair: ['a'] })
await pairs.listTools()
const wrong = await connect({ a: { type: 'number' } }, { a: 'text' })
const unlisted = await call(wrong)
await wrong.listTools()
console.log(JSON.stringify({ listed, pair: await call(pairs), unlisted, afterListing: await call(wrong) }))
JS
result=$(node list.mjs)
echo "$result"
case $result in
  '{"listed":"Invalid regular expression'*'"pair":"passes","unlisted":"passes","afterListing":"refused"}') ;;
  *) echo 'changed: the client treats output schemas otherwise now' >&2; exit 1 ;;
esac
