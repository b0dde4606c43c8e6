#!/usr/bin/env bash
# What the functions of @hey-api/openapi-ts for server-sent events do when a stream ends, breaks or is refused.
# Versions: @hey-api/openapi-ts 0.99.0, TypeScript 5.9.3, Node 24.
# Guess: as EventSource does: connect again after an end or a break, from the last id, after the time of `retry`; stop at a refusal.
# Behaviour: a stream that ends regularly, as of a server that restarts or limits its length, ends the iteration; a refusal is repeated
# for ever, and the caller hears nothing of it but by `onSseError`; the wait doubles with each connection although each has brought
# events, so a proxy that cuts each one soon makes every wait 30 s. `Last-Event-ID` is sent after a break.
# Seen: {"afterEnd":"stops","refusal":"repeated","lastEventId":"1","waits":"grow although events came"}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm pkg set type=module >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @hey-api/openapi-ts@0.99.0 typescript@5.9.3
cat > follow.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient as generate } from '@hey-api/openapi-ts'
const content = { 'text/event-stream': { schema: { type: 'string' } } }
const input = { openapi: '3.1.0', info: { title: 'API', version: '1' }, paths: { '/events': { get: { operationId: 'follow', responses: { 200: { description: 'OK', content } } } } } }
await generate({ input, logs: { level: 'silent', file: false }, output: { path: 'api', tsConfigPath: null, module: { extension: '.ts' }, indexFile: false }, plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'] })
const { createClient } = await import('./api/client/client.gen.ts')
const { follow } = await import('./api/sdk.gen.ts')
/** The requests within a time, to a server that answers them so. */
async function requestsTo(answer, milliseconds) {
  const requests = []
  const server = createServer((request, response) => {
    requests.push({ at: performance.now(), lastEventId: request.headers['last-event-id'] })
    answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const controller = new AbortController()
  const client = createClient({ baseUrl: `http://127.0.0.1:${server.address().port}` })
  const { stream } = await follow({ client, signal: controller.signal, sseDefaultRetryDelay: 10 })
  const reading = (async () => { for await (const _ of stream); })()
  await sleep(milliseconds)
  controller.abort()
  server.closeAllConnections()
  server.close()
  await Promise.race([reading.catch(() => {}), sleep(100)])
  return requests
}
const event = (response, then) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write('id: 1\ndata: 1\n\n', then)
const ended = await requestsTo((response) => event(response, () => response.end()), 500)
const refused = await requestsTo((response) => response.writeHead(401).end(), 500)
const broken = await requestsTo((response) => event(response, () => setTimeout(() => response.destroy(), 5)), 1500)
const gaps = broken.slice(1).map(({ at }, n) => at - broken[n].at)
console.log(JSON.stringify({
  afterEnd: ended.length === 1 ? 'stops' : 'connects again',
  refusal: refused.length > 2 ? 'repeated' : 'ends',
  lastEventId: broken[1]?.lastEventId,
  waits: gaps[5] > 4 * gaps[1] ? 'grow although events came' : 'stay',
}))
process.exit()
JS
result=$(node follow.mjs)
echo "$result"
case $result in
  '{"afterEnd":"stops","refusal":"repeated","lastEventId":"1","waits":"grow although events came"}') ;;
  *) echo 'changed: the generated functions follow streams otherwise now' >&2; exit 1 ;;
esac
