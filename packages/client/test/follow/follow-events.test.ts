import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type FollowOptions, followEvents } from '../../src/follow/follow-events.ts'
import { openStream } from '../../src/follow/open-stream.ts'
import { createTributaryClient } from '../../src/index.ts'
import { type EventServer, refusal, startEventServer, stream } from './event-server.ts'

const event = (id: string) => `id: ${id}\ndata: ${id}\n\n`
const breaks: Parameters<typeof startEventServer>[0] = (response) => response.destroy()

/** Follows a stream, without waiting, until an event `last` has come. Returns the ids and the waits between connections. */
async function follow({ url }: EventServer, options: FollowOptions = {}) {
  const waits: number[] = []
  const client = createTributaryClient({ baseUrl: url, apiKey: 'trb_key' })
  const wait = async (milliseconds: number) => {
    waits.push(Math.round(milliseconds))
  }
  const ids: string[] = []
  for await (const { data } of followEvents(openStream({ client, url: '/events' }), { wait, ...options })) {
    ids.push(data)
    if (data === 'last') break
  }
  return { ids, waits }
}

describe('a stream of events', () => {
  test('is requested with the key, and again after its end, from the last id', async () => {
    await using server = await startEventServer(stream(event('1') + event('2')), stream(event('last')))
    expect((await follow(server)).ids).toEqual(['1', '2', 'last'])
    expect(server.lastEventIds).toEqual([undefined, '2'])
    expect(server.authorizations).toEqual(['Bearer trb_key', 'Bearer trb_key'])
  })

  test('resumes after an id that came with a comment and without an event', async () => {
    await using server = await startEventServer(
      stream(`${event('1')}: still here\nid: 7\n\n`, 'breaks'),
      stream(event('last')),
    )
    await follow(server)
    expect(server.lastEventIds).toEqual([undefined, '7'])
  })

  test('loses and doubles nothing where a connection breaks within an event', async () => {
    await using server = await startEventServer(
      stream(`${event('1')}id: 2\ndata: hal`, 'breaks'),
      stream(event('2') + event('last')),
    )
    expect((await follow(server)).ids).toEqual(['1', '2', 'last'])
    expect(server.lastEventIds).toEqual([undefined, '1'])
  })

  test('waits after an end for as long as the server asks', async () => {
    await using server = await startEventServer(stream(`retry: 2345\n${event('1')}`), stream(event('last')))
    expect((await follow(server)).waits).toEqual([2345])
  })

  test('waits longer after each failure in a row, up to half a minute, and less after an event', async () => {
    const failing = Array.from({ length: 8 }, () => breaks)
    await using server = await startEventServer(...failing, stream(event('1')), breaks, stream(event('last')))
    const { waits } = await follow(server)
    const most = [1, 2, 4, 8, 16, 30, 30, 30].map((seconds) => seconds * 1000)
    for (const [n, limit] of most.entries()) {
      expect(waits[n]).toBeLessThanOrEqual(limit)
      expect(waits[n]).toBeGreaterThanOrEqual(limit / 2)
    }
    // After the end of the stream, and after the failure behind it.
    expect(waits[8]).toBe(1000)
    expect(waits[9]).toBeLessThanOrEqual(1000)
  })

  test('waits for as long as a limit or a restarting server says', async () => {
    await using server = await startEventServer(
      refusal(429, { 'retry-after': '40' }),
      refusal(503, { 'retry-after': '7' }),
      stream(event('last')),
    )
    expect((await follow(server)).waits).toEqual([40_000, 7000])
  })

  test.each([400, 401, 403, 404, 410])('ends with the problem of a refusal by %i', async (status) => {
    await using server = await startEventServer(refusal(status))
    await expect(follow(server)).rejects.toMatchObject({ status })
    expect(server.lastEventIds).toHaveLength(1)
  })

  test('ends where the server says by 204 that nothing follows', async () => {
    await using server = await startEventServer(stream(event('1')), refusal(204))
    expect((await follow(server)).ids).toEqual(['1'])
  })

  test('replaces a connection that is silent for too long', async () => {
    await using server = await startEventServer(stream(event('1'), 'stays'), stream(event('last')))
    const reasons: unknown[] = []
    const options = { silenceMilliseconds: 300, onReconnect: (reason: unknown) => reasons.push(reason) }
    expect((await follow(server, options)).ids).toEqual(['1', 'last'])
    expect(reasons).toMatchObject([{ message: 'the stream was silent for 300 ms' }])
    expect(server.lastEventIds).toEqual([undefined, '1'])
  })

  test('is not silent while the consumer works on an event', async () => {
    await using server = await startEventServer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(event('1'))
      setTimeout(() => response.end(event('last')), 150)
    })
    const client = createTributaryClient({ baseUrl: server.url, apiKey: 'trb_key' })
    const reasons: unknown[] = []
    const options = { silenceMilliseconds: 200, onReconnect: (reason: unknown) => reasons.push(reason) }
    for await (const { data } of followEvents(openStream({ client, url: '/events' }), options)) {
      if (data === 'last') break
      await sleep(300)
    }
    expect(reasons).toEqual([])
  })

  test('is not silent while comments come', async () => {
    await using server = await startEventServer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      let comments = 0
      const timer = setInterval(() => {
        response.write(': still here\n\n')
        if (++comments < 7) return
        clearInterval(timer)
        response.end(event('last'))
      }, 100)
    })
    expect((await follow(server, { silenceMilliseconds: 500 })).ids).toEqual(['last'])
    expect(server.lastEventIds).toHaveLength(1)
  })

  test('ends with the signal: while it is open, while it is opened, and during a wait', async () => {
    const opening: Parameters<typeof startEventServer>[0] = () => {}
    for (const answer of [stream(': open\n\n', 'stays'), opening, breaks]) {
      await using server = await startEventServer(answer)
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 50)
      const client = createTributaryClient({ baseUrl: server.url, apiKey: 'trb_key' })
      const events = followEvents(openStream({ client, url: '/events' }), { signal: controller.signal })
      expect(await Array.fromAsync(events)).toEqual([])
    }
  })

  test('is closed when its consumer stops', async () => {
    const closed = Promise.withResolvers<string>()
    await using server = await startEventServer((response, request) => {
      request.socket.once('close', () => closed.resolve('closed'))
      stream(event('last'), 'stays')(response, request)
    })
    await follow(server)
    expect(await closed.promise).toBe('closed')
  })
})
