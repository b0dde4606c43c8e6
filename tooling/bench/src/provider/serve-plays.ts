// The provider, in a separate process: `serve-plays.ts <plays>`. Sends its port when it listens; a number sent to it is how
// many plays there are from then on.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pageText } from './page-text.ts'
import { PAGE_ROWS, RECENT_ROWS } from './play.ts'

let total = Number(process.argv[2])

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === '/plays') return send(response, pageAfter(Number(url.searchParams.get('after'))))
  if (url.pathname !== '/recent' && url.pathname !== '/me') return void response.writeHead(404).end()
  // Accounts differ only in their keys, and all have the same plays.
  const key = /^Bearer (key-.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (key === undefined) return void response.writeHead(401).end()
  if (url.pathname === '/me') return send(response, JSON.stringify({ id: key }))
  send(response, pageText({ from: 0, to: RECENT_ROWS, total: RECENT_ROWS }))
}

function pageAfter(position: number): string {
  const from = Math.min(position, total)
  return pageText({ from, to: Math.min(from + PAGE_ROWS, total), total })
}

function send(response: ServerResponse, text: string): void {
  const body = Buffer.from(text)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
}

process.once('disconnect', () => process.exit()).on('message', (plays) => (total = Number(plays)))
const server = createServer(answer).listen(0, '127.0.0.1', () =>
  process.send?.((server.address() as AddressInfo).port),
)
