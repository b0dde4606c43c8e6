import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NotificationMessage } from '@tributary/integration-kit/providers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FakeService, startFakeService } from './fake-service.ts'
import { type InstancesServer, startInstances } from './instances-server.ts'
import { valuesOf } from './service-providers.ts'

const TOKEN = 'canary-token-of-the-chat'
const START = Date.parse('2026-11-29T08:00:00Z')
const message: NotificationMessage = { title: 'Title', text: 'Text', severity: 'info' }

let service: FakeService
let server: InstancesServer
let now = START
let sleeps: number[] = []

beforeAll(async () => {
  service = await startFakeService(TOKEN)
  server = await startInstances({
    options: {
      now: () => now,
      sleep: async (milliseconds) => void sleeps.push(milliseconds),
    },
  })
})
afterAll(async () => {
  await server.stop()
  await service.stop()
})
beforeEach(async () => {
  now = START
  sleeps = []
  service.answer = undefined
  await server.database.pool.query('delete from plugin_instances')
})

type Kind = 'notification' | 'storage' | 'search' | 'analytics' | 'workflow' | 'payment' | 'authentication'

const create = (kind: Kind, name = 'one', address = service.url) =>
  server.create({ plugin: 'chat', kind, name, values: valuesOf(kind, address, TOKEN) })
const send = (instance = 'one') =>
  server.providers.use({ kind: 'notification', instance }, (channel) => channel.send(message))
const viewOf = async (id: string) => (await server.ask('GET', `/plugins/instances/${id}`)).body
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'none',
    (error: { readonly code: string }) => error.code,
  )

/** Answers the first requests, then as usual. */
function failFirst(times: number, status: number, headers: Record<string, string> = {}) {
  const seen: string[] = []
  service.answer = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.url ?? '')
    request.resume()
    if (seen.length <= times) return void response.writeHead(status, headers).end()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ids":["a"],"id":"pay-1"}')
  }
  return seen
}

describe('a call is tried again', () => {
  const calls = {
    search: () =>
      server.providers.use({ kind: 'search', instance: 'one' }, (index) =>
        index.query({ personId: 'ada', text: 'a', limit: 1 }),
      ),
    analytics: () => server.providers.use({ kind: 'analytics', instance: 'one' }, (sink) => sink.write([])),
    payment: () =>
      server.providers.use({ kind: 'payment', instance: 'one' }, (payments) =>
        payments.create({
          reference: 'a',
          amount: { currency: 'CHF', minorUnits: 1 },
          description: 'A',
          returnUrl: 'https://example.org',
        }),
      ),
  } as const

  test.each(['search', 'analytics', 'payment'] as const)(
    'of the kind %s, which may be repeated by its contract',
    async (kind) => {
      await create(kind)
      const seen = failFirst(2, 503)
      expect(await codeOf(calls[kind]())).toBe('none')
      expect(seen).toHaveLength(3)
      expect(sleeps).toHaveLength(2)
      expect(sleeps[1]).toBeGreaterThan(sleeps[0] ?? Number.NaN)
      const thrice = failFirst(3, 503)
      expect(await codeOf(calls[kind]())).toBe('upstream')
      expect(thrice).toHaveLength(3)
    },
  )

  test('never after a message, an event or a stream may have arrived', async () => {
    for (const kind of ['notification', 'workflow', 'storage'] as const) await create(kind)
    const seen = failFirst(100, 503)
    const event = { id: 'a', type: 'b', at: '2026-11-29T08:00:00Z', data: {} }
    expect(await codeOf(send())).toBe('upstream')
    expect(
      await codeOf(
        server.providers.use({ kind: 'workflow', instance: 'one' }, (trigger) => trigger.emit(event)),
      ),
    ).toBe('upstream')
    expect(
      await codeOf(
        server.providers.use({ kind: 'storage', instance: 'one' }, (storage) =>
          storage.write('a', new Blob(['b']).stream()),
        ),
      ),
    ).toBe('upstream')
    expect(seen).toHaveLength(3)
    expect(sleeps).toEqual([])
  })

  test('of every kind where the connection was never open, but not with a stream', async () => {
    const down = await startFakeService(TOKEN)
    await create('notification', 'one', down.url)
    await create('storage', 'one', down.url)
    await down.stop()
    expect(await codeOf(send())).toBe('upstream')
    expect(sleeps).toHaveLength(2)
    await codeOf(
      server.providers.use({ kind: 'storage', instance: 'one' }, (storage) =>
        storage.write('a', new Blob(['b']).stream()),
      ),
    )
    expect(sleeps).toHaveLength(2)
  })

  test('after the wait that the service asks for, if that is short; a longer one is told to the caller', async () => {
    await create('notification')
    const seen = failFirst(1, 429, { 'retry-after': '3' })
    await send()
    expect({ requests: seen.length, sleeps }).toEqual({ requests: 2, sleeps: [3_000] })
    const long = failFirst(1, 429, { 'retry-after': '60' })
    await expect(send()).rejects.toMatchObject({ code: 'rate_limit', retryAfterSeconds: 60 })
    expect(long).toHaveLength(1)
  })

  test('not after a refusal', async () => {
    await create('search')
    const seen = failFirst(100, 401)
    expect(await codeOf(calls.search())).toBe('auth_expired')
    expect(seen).toHaveLength(1)
  })
})

describe('an instance whose service is down', () => {
  const failTimes = async (times: number, instance = 'one') => {
    const codes = []
    for (let n = 0; n < times; n += 1) codes.push(await codeOf(send(instance)))
    return codes
  }

  test('is not tried any longer after 5 failures, and says when it is', async () => {
    const id = await create('notification')
    const seen = failFirst(100, 503)
    expect(await failTimes(7)).toEqual([
      ...Array<string>(5).fill('upstream'),
      'INSTANCES_SUSPENDED',
      'INSTANCES_SUSPENDED',
    ])
    expect(seen).toHaveLength(5)
    await expect(send()).rejects.toMatchObject({
      message: expect.stringContaining('2026-11-29T08:00:30.000Z'),
      headers: { 'retry-after': '30' },
      extensions: { retryAt: '2026-11-29T08:00:30.000Z' },
    })
    expect((await viewOf(id)).circuit).toEqual({ state: 'open', retryAt: '2026-11-29T08:00:30.000Z' })
    service.answer = undefined
    expect((await server.ask('GET', `/plugins/instances/${id}/health`)).body).toMatchObject({
      status: 'healthy',
      circuit: { state: 'open' },
    })
  })

  test('also if it does not answer in time', async () => {
    await create('notification')
    service.answer = () => {}
    const target = { kind: 'notification', instance: 'one', milliseconds: 20 } as const
    for (let n = 0; n < 5; n += 1)
      expect(await codeOf(server.providers.use(target, (channel) => channel.send(message)))).toBe(
        'INSTANCES_TIME_LIMIT',
      )
    expect(await codeOf(send())).toBe('INSTANCES_SUSPENDED')
  })

  test('is tried by one use after the time, the others are refused meanwhile; a success closes it', async () => {
    const id = await create('notification')
    failFirst(100, 503)
    await failTimes(5)
    now += 30_000
    expect((await viewOf(id)).circuit.state).toBe('half_open')
    const { promise: asked, resolve } = Promise.withResolvers<ServerResponse>()
    service.answer = (_request, response) => resolve(response)
    const trying = send()
    const response = await asked
    expect(await codeOf(send())).toBe('INSTANCES_SUSPENDED')
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    await trying
    service.answer = undefined
    await send()
    expect((await viewOf(id)).circuit).toEqual({ state: 'closed', retryAt: null })
  })

  test('waits twice as long after each failure, up to 15 minutes', async () => {
    await create('notification')
    failFirst(1_000, 503)
    await failTimes(5)
    const waits: number[] = []
    for (let n = 0; n < 7; n += 1) {
      const error = (await send().catch((reason: unknown) => reason)) as { extensions: { retryAt: string } }
      const retryAt = Date.parse(error.extensions.retryAt)
      waits.push((retryAt - now) / 1000)
      now = retryAt
      expect(await codeOf(send())).toBe('upstream')
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900])
  })

  test('is used again at once after its configuration has changed', async () => {
    const id = await create('notification')
    failFirst(100, 503)
    await failTimes(5)
    service.answer = undefined
    expect(await codeOf(send())).toBe('INSTANCES_SUSPENDED')
    await server.ask('PATCH', `/plugins/instances/${id}`, { values: { room: '#night' } })
    expect((await viewOf(id)).circuit.state).toBe('closed')
    await send()
  })

  test('counts failures in a row alone: an answer is a sign of life, a refusal as well', async () => {
    await create('notification')
    for (const status of [503, 503, 503, 503, 401, 503, 503, 503, 503, 429]) {
      failFirst(1, status, { 'retry-after': '60' })
      expect(await codeOf(send())).not.toBe('INSTANCES_SUSPENDED')
    }
    service.answer = undefined
    await send()
  })

  test('does not affect the others', async () => {
    const down = await startFakeService(TOKEN)
    await create('notification', 'good')
    await create('notification', 'better')
    const id = await create('notification', 'down', down.url)
    await down.stop()
    for (let n = 0; n < 8; n += 1)
      expect(await Promise.all(['good', 'down', 'better'].map((name) => codeOf(send(name))))).toEqual([
        'none',
        n < 5 ? 'upstream' : 'INSTANCES_SUSPENDED',
        'none',
      ])
    const { items } = (await server.ask('GET', '/plugins/instances')).body
    const states = items.map(({ name, circuit }: { name: string; circuit: { state: string } }) => [
      name,
      circuit.state,
    ])
    expect(Object.fromEntries(states)).toEqual({ good: 'closed', better: 'closed', down: 'open' })
    expect((await viewOf(id)).circuit.retryAt).not.toBeNull()
  })
})
