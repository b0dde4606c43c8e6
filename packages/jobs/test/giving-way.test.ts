import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { givingWay } from '../src/engine/giving-way.ts'
import { RequestCount } from '../src/engine/request-count.ts'

const going = new AbortController().signal

/** Works for some milliseconds while requests are received, and returns how long it paused after that. */
async function pauseAfter(
  work: { readonly requests: number; readonly milliseconds: number },
  signal = going,
): Promise<number> {
  const requests = { received: 7 }
  const ended = await givingWay(
    requests,
    async () => {
      requests.received += work.requests
      await delay(work.milliseconds)
      return performance.now()
    },
    signal,
  )
  return performance.now() - ended
}

it('pauses after work during which requests were received, by their number', async () => {
  expect(await pauseAfter({ requests: 10, milliseconds: 200 })).toBeGreaterThan(38)
})

it('pauses for less time than the work took, however many requests there were', async () => {
  const pause = await pauseAfter({ requests: 1_000, milliseconds: 100 })
  expect(pause).toBeGreaterThan(74)
  expect(pause).toBeLessThan(1_000)
})

it('does not pause without requests', async () => {
  const pauses = [1, 2, 3].map(() => pauseAfter({ requests: 0, milliseconds: 200 }))
  expect(Math.min(...(await Promise.all(pauses)))).toBeLessThan(20)
})

it('ends a pause when the run is stopped, with the result of the work', async () => {
  const requests = { received: 0 }
  const stop = new AbortController()
  const done = givingWay(
    requests,
    async () => {
      requests.received += 1_000_000
      await delay(1_000)
      setTimeout(() => stop.abort(), 10)
      return performance.now()
    },
    stop.signal,
  )
  expect(performance.now() - (await done)).toBeLessThan(700)
})

it('counts the requests that this process receives, from its start to its stop', async () => {
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
    server.closeAllConnections()
    server.close()
  }
})
