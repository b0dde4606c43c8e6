import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { readAfterFetch } from '../src/read-after-fetch.ts'

test('a client sends the latest position with the requests after a write, for ten seconds', async () => {
  const received: (string | string[] | undefined)[] = []
  const positions = ['0/FF', undefined, '1/0', '0/FFFF', undefined, undefined]
  const server = createServer((request, response) => {
    received.push(request.headers['tributary-read-after'])
    const position = positions.shift()
    if (position !== undefined) response.setHeader('tributary-read-after', position)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  let now = 0
  const call = readAfterFetch(fetch, () => now)
  try {
    await call(new Request(url, { method: 'POST', body: '{}' }))
    await call(new Request(url))
    await call(url, { method: 'POST', headers: { accept: 'text/plain' } })
    await call(new URL(url))
    await call(new Request(url))
    now = 10_001
    await call(new Request(url))
    expect(received).toEqual([undefined, '0/FF', '0/FF', '1/0', '1/0', undefined])
  } finally {
    server.close()
  }
})
