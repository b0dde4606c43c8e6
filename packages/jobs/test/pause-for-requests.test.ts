import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { pause, pauseAfter } from '../src/engine/pause-for-requests.ts'
import { RequestCount } from '../src/engine/request-count.ts'

it.each([
  { received: 0, milliseconds: 20, expected: 0 },
  { received: 1, milliseconds: 20, expected: 4 },
  { received: 3, milliseconds: 20, expected: 12 },
  { received: 10, milliseconds: 20, expected: 20 },
  { received: 4_000, milliseconds: 20_000, expected: 50 },
])(
  'after a commit of $milliseconds ms with $received requests the pause is $expected ms',
  ({ expected, ...during }) => {
    expect(pauseAfter(during)).toBe(expected)
  },
)

it('a pause ends with the reason of its signal', async () => {
  const stop = new AbortController()
  const paused = pause(600_000, stop.signal)
  const reason = new Error('the server stops')
  stop.abort(reason)
  await expect(paused).rejects.toBe(reason)
})

it('requests of this process are counted from the start to the stop', async () => {
  const server = createServer((_request, response) => response.end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const request = () => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const count = new RequestCount()
  try {
    await request()
    count.start()
    await request()
    await request()
    count.stop()
    await request()
    expect(count.received).toBe(2)
  } finally {
    count.stop()
    server.closeAllConnections()
    server.close()
  }
})
