#!/usr/bin/env bash
# What Prism's validating proxy does with redirects, bytes, streams, and schemas that it cannot compile.
# Versions: @stoplight/prism-cli 5.16.0, Node 24.
# Guess: it passes on what it gets, and reports what differs from the document.
# Behaviour: it follows a redirect of the server itself; a body that is not text arrives with other bytes; a stream of events arrives
# when it ends, an endless one never; and where a schema does not compile, every answer is valid and nothing is said. So its engine
# (@stoplight/prism-http) needs a transport of one's own, and its schemas a check that they compile.
# Seen: {"redirect":200,"bytesArrived":"changed","firstEvent":"with the end","uncompilable":"no violation","compilable":"violation"}
set -euo pipefail
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @stoplight/prism-cli@5.16.0
cat > check.mjs <<'JS'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
const json = (schema) => ({ get: { responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } } } })
const text = { responses: { default: { description: 'Any' } } }
writeFileSync('openapi.json', JSON.stringify({
  openapi: '3.1.0', info: { title: 'API', version: '1' },
  paths: {
    '/old': { get: text }, '/new': { get: text }, '/bytes': { post: text }, '/events': { get: text },
    '/bad': json({ type: 'object', properties: { a: { type: 'string', pattern: '(' } } }),
    '/good': json({ type: 'object', properties: { a: { type: 'string', pattern: 'x' } } }),
  },
}))
const sent = Buffer.from([0x50, 0x4b, 0xff, 0xfe, 0x00, 0x80])
let bytesArrived
const server = createServer(async (request, response) => {
  if (request.url === '/old') response.writeHead(303, { location: '/new' }).end()
  else if (request.url === '/bytes') {
    bytesArrived = (await buffer(request)).equals(sent) ? 'same' : 'changed'
    response.end('done')
  } else if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    setTimeout(() => response.end(), 1000)
  } else response.setHeader('content-type', 'application/json').end('{"a":1}')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const port = 20_000 + (process.pid % 20_000)
const args = ['node_modules/@stoplight/prism-cli/dist/index.js', 'proxy', 'openapi.json', `http://127.0.0.1:${server.address().port}`, '-h', '127.0.0.1', '-p', String(port)]
const prism = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
let output = ''
while (!output.includes('listening')) output += await new Promise((resolve) => prism.stdout.once('data', (chunk) => resolve(String(chunk))))
prism.stdout.resume()
const ask = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init })
const found = async (path) => ((await ask(path)).headers.has('sl-violations') ? 'violation' : 'no violation')
const redirect = (await ask('/old')).status
await ask('/bytes', { method: 'POST', headers: { 'content-type': 'application/zip' }, body: sent })
const began = performance.now()
await (await ask('/events')).body.getReader().read()
const firstEvent = performance.now() - began > 900 ? 'with the end' : 'at once'
console.log(JSON.stringify({ redirect, bytesArrived, firstEvent, uncompilable: await found('/bad'), compilable: await found('/good') }))
prism.kill()
server.closeAllConnections()
server.close()
JS
result=$(node check.mjs)
echo "$result"
case $result in
  '{"redirect":200,"bytesArrived":"changed","firstEvent":"with the end","uncompilable":"no violation","compilable":"violation"}') ;;
  *) echo 'changed: the proxy passes on otherwise now' >&2; exit 1 ;;
esac
