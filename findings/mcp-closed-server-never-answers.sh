#!/usr/bin/env bash
# A server of the MCP SDK that is closed while it answers in JSON.
# Versions: @modelcontextprotocol/sdk 1.32.2, Node 20 or newer.
# Guess: handleRequest rejects, or resolves to an error, when the server or its transport is closed, as when the HTTP client has gone.
# Behaviour: the handler's signal is aborted, but the promise of handleRequest stays pending for ever, and with it whatever its caller holds.
# A server of a request of its own also makes an Ajv of its own (half a millisecond, where a given validator takes nothing).
# Seen: {"answer":"pending","aborted":true,"validatorIsMuchSlower":true}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2
cat > close.mjs <<'JS'
import { setTimeout as delay } from 'node:timers/promises'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
const make = (more = {}) => new Server({ name: 'server', version: '1' }, { capabilities: { tools: {} }, ...more })
const server = make()
let aborted = false
server.setRequestHandler(ListToolsRequestSchema, (_request, { signal }) => new Promise((resolve) => {
  signal.addEventListener('abort', () => { aborted = true; resolve({ tools: [] }) })
}))
const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
await server.connect(transport)
const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
const answer = transport.handleRequest(new Request('http://localhost/mcp', { method: 'POST', headers, body }))
await delay(100)
await server.close()
const settled = await Promise.race([answer.then(() => 'resolved', () => 'rejected'), delay(2000, 'pending')])
const timed = (more) => {
  const began = performance.now()
  for (let n = 0; n < 300; n += 1) make(more)
  return performance.now() - began
}
const given = { jsonSchemaValidator: { getValidator: () => () => ({}) } }
timed({}), timed(given)
console.log(JSON.stringify({ answer: settled, aborted, validatorIsMuchSlower: timed({}) > 10 * timed(given) }))
JS
result=$(node close.mjs)
echo "$result"
[ "$result" = '{"answer":"pending","aborted":true,"validatorIsMuchSlower":true}' ] || { echo 'changed: a closed server answers now, or makes no validator' >&2; exit 1; }
