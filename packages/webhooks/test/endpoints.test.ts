import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Receiver } from './receiver.ts'
import { addTask, addThings } from './things-plugin.ts'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let server: WebhooksServer
let receiver: Receiver

beforeAll(async () => {
  server = await startWebhooks({
    answerMilliseconds: 600,
    resolveHost: (_, callback) => callback(null, [{ address: '10.0.0.5', family: 4 }]),
  })
})
afterAll(() => server.stop())
beforeEach(async () => {
  receiver = await Receiver.start()
  return async () => {
    await receiver.stop()
    for (const person of [server.ada, server.bob]) {
      for (const { id } of (await person.send('GET', '/api/webhooks/endpoints')).json().items)
        await person.send('DELETE', `/api/webhooks/endpoints/${id}`)
    }
  }
})

const ENDPOINTS = '/api/webhooks/endpoints'
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })

test('an endpoint is created, listed, changed and deleted', async () => {
  const { ada } = server
  const created = await ada.send('POST', ENDPOINTS, { url: receiver.urlOf(), description: 'Home' })
  const { secret: _, ...endpoint } = created.json()
  expect(created.statusCode).toBe(201)
  expect(created.headers['location']).toBe(`${ENDPOINTS}/${endpoint.id}`)
  expect(created.headers['cache-control']).toBe('no-store')
  expect(endpoint).toMatchObject({ types: null, enabled: true, description: 'Home', disabledReason: null })
  expect((await ada.send('GET', ENDPOINTS)).json()).toEqual({ items: [endpoint], nextCursor: null })
  const changed = await ada.send('PATCH', `${ENDPOINTS}/${endpoint.id}`, { types: ['job'], enabled: false })
  expect(changed.json()).toMatchObject({ types: ['job'], enabled: false })
  expect((await ada.send('DELETE', `${ENDPOINTS}/${endpoint.id}`)).statusCode).toBe(204)
  expect((await ada.send('GET', `${ENDPOINTS}/${endpoint.id}`)).statusCode).toBe(404)
  const left = await server.database.pool.query(`select from secrets where owner = 'webhooks'`)
  expect(left.rowCount).toBe(0)
})

test("another person's endpoints and deliveries are not found", async () => {
  const { ada, bob, db } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  const deliveryId = String(receiver.received[0]?.headers['webhook-id'])
  const asked = [
    ['GET', `${ENDPOINTS}/${id}`],
    ['PATCH', `${ENDPOINTS}/${id}`, { enabled: false }],
    ['DELETE', `${ENDPOINTS}/${id}`],
    ['POST', `${ENDPOINTS}/${id}/test`],
    ['POST', `${ENDPOINTS}/${id}/rotate-secret`],
    ['GET', `/api/webhooks/deliveries/${deliveryId}`],
    ['POST', `/api/webhooks/deliveries/${deliveryId}/redeliver`],
  ] as const
  for (const [method, path, body] of asked) expect((await bob.send(method, path, body)).statusCode).toBe(404)
  expect((await bob.send('GET', '/api/webhooks/deliveries')).json().items).toEqual([])
  const filtered = await bob.send('GET', `/api/webhooks/deliveries?endpointId=${id}`)
  expect(filtered.statusCode).toBe(400)
  expect(receiver.received).toHaveLength(1)
})

test.each([
  ['http://example.org/hook', 'http:// sends credentials unencrypted'],
  ['https://localhost/hook', 'a local name'],
  ['https://192.168.1.2/hook', 'a private address'],
  ['https://[::1]/hook', 'a loopback address'],
  ['https://a:b@example.org/hook', 'user name or password'],
])('the address %s is refused', async (url, detail) => {
  const { ada } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  for (const reply of [
    await ada.send('POST', ENDPOINTS, { url }),
    await ada.send('PATCH', `${ENDPOINTS}/${id}`, { url }),
  ]) {
    expect(reply.statusCode).toBe(422)
    expect(reply.json()).toMatchObject({
      code: 'WEBHOOKS_BAD_ADDRESS',
      detail: expect.stringContaining(detail),
    })
  }
})

test('a name that resolves to a private address is not sent to', async () => {
  const { ada } = server
  const { id } = await ada.createEndpoint({ url: 'https://hooks.example.org/' })
  const result = (await ada.send('POST', `${ENDPOINTS}/${id}/test`)).json()
  expect(result).toMatchObject({
    delivered: false,
    statusCode: null,
    error: expect.stringContaining('10.0.0.5, a private address'),
    advice: 'Enter an address in the public internet, by https.',
  })
})

test('a person has at most 20 endpoints, also when many are created at once', async () => {
  const { ada, bob } = server
  const replies = await Promise.all(
    Array.from({ length: 25 }, () => ada.send('POST', ENDPOINTS, { url: receiver.urlOf(), enabled: false })),
  )
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(20)
  const refused = replies.find(({ statusCode }) => statusCode !== 201)
  expect(refused?.json()).toMatchObject({ status: 409, code: 'WEBHOOKS_TOO_MANY_ENDPOINTS' })
  expect((await bob.send('POST', ENDPOINTS, { url: receiver.urlOf() })).statusCode).toBe(201)
})

test('an unknown type is refused with the nearest known one', async () => {
  const reply = await server.ada.send('POST', ENDPOINTS, { url: receiver.urlOf(), types: ['itme'] })
  expect(reply.statusCode).toBe(400)
  expect(reply.json().detail).toContain('Did you mean "item"?')
})

test('an API key chooses among the types that its scopes cover, and cannot send others elsewhere', async () => {
  const { ada, db } = server
  const narrow = await ada.withScopes(['webhooks:*', 'jobs:read'])
  const { id } = await narrow.createEndpoint({ url: receiver.urlOf() })
  expect((await narrow.send('GET', `${ENDPOINTS}/${id}`)).json().types).toEqual(['job'])
  const refused = await narrow.send('POST', ENDPOINTS, { url: receiver.urlOf(), types: ['item'] })
  expect(refused.json()).toMatchObject({ status: 403, code: 'WEBHOOKS_SCOPE_MISSING' })
  const items = await ada.createEndpoint({ url: receiver.urlOf('/items'), types: ['item'] })
  const moved = await narrow.send('PATCH', `${ENDPOINTS}/${items.id}`, { url: receiver.urlOf('/stolen') })
  expect(moved.statusCode).toBe(403)
  await addThings(db, ada.id, 1)
  await addTask(db, ada.id)
  await until(() => expect(receiver.received).toHaveLength(2))
  expect(receiver.received.map(({ path, event }) => `${path} ${event.type}`).toSorted()).toEqual([
    '/hook job.changed',
    '/items item.changed',
  ])
})

test('of many rotations at once each replaces the one before it', async () => {
  const { ada, db } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => ada.send('POST', `${ENDPOINTS}/${id}/rotate-secret`)),
  )
  const secrets: string[] = replies.map((reply) => reply.json().secret)
  expect(new Set(secrets).size).toBe(8)
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  const { body = '', headers = {} } = receiver.received[0] ?? {}
  const [byCurrent, byPrevious, ...more] = String(headers['webhook-signature']).split(' ')
  expect(more).toEqual([])
  for (const signature of [byCurrent, byPrevious]) {
    const signed = { ...(headers as Record<string, string>), 'webhook-signature': signature ?? '' }
    const verifies = (secret: string) => {
      try {
        return new Webhook(secret).verify(body, signed) !== undefined
      } catch {
        return false
      }
    }
    expect(secrets.filter(verifies)).toHaveLength(1)
  }
})

test('a rotated secret and the one before it both sign for 24 hours', async () => {
  const { ada, db, clock } = server
  const { id, secret } = await ada.createEndpoint({ url: receiver.urlOf() })
  const rotated = await ada.send('POST', `${ENDPOINTS}/${id}/rotate-secret`)
  expect(rotated.statusCode).toBe(200)
  const { secret: next, previousSecretUntil } = rotated.json()
  expect(Date.parse(previousSecretUntil)).toBe(clock.now + 86_400_000)
  const verified = async (by: string) => {
    const before = receiver.received.length
    await addThings(db, ada.id, 1)
    await until(() => expect(receiver.received.length).toBe(before + 1))
    const { body, headers } = receiver.received.at(-1) ?? { body: '', headers: {} }
    // The library compares with the real time, which the clock of the test has left.
    vi.useFakeTimers({ now: clock.now, toFake: ['Date'] })
    try {
      return new Webhook(by).verify(body, headers as Record<string, string>) !== undefined
    } catch {
      return false
    } finally {
      vi.useRealTimers()
    }
  }
  expect(next).not.toBe(secret)
  expect(await verified(secret)).toBe(true)
  expect(await verified(next)).toBe(true)
  clock.now += 86_400_000
  expect(await verified(secret)).toBe(false)
  expect(await verified(next)).toBe(true)
  expect(String(receiver.received.at(-1)?.headers['webhook-signature'])).not.toContain(' ')
})

test('of two rotations at once, both secrets sign', async () => {
  const { ada, db } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  const rotate = async () => (await ada.send('POST', `${ENDPOINTS}/${id}/rotate-secret`)).json().secret
  const secrets = (await Promise.all([rotate(), rotate()])) as string[]
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  const { body, headers } = receiver.received[0] ?? { body: '', headers: {} }
  vi.useFakeTimers({ now: server.clock.now, toFake: ['Date'] })
  const verified = secrets.map((secret) =>
    new Webhook(secret).verify(body, headers as Record<string, string>),
  )
  vi.useRealTimers()
  expect(verified).toHaveLength(2)
})

test('the same Idempotency-Key creates one endpoint, with one secret', async () => {
  const { ada, kernel } = server
  const { key } = await kernel.getService((await import('@tributary/accounts')).accounts).createKey({
    userId: ada.id,
    name: 'idempotent',
    scopes: ['*'],
  })
  const post = () =>
    kernel.app.inject({
      method: 'POST',
      url: ENDPOINTS,
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'one-endpoint-please' },
      payload: { url: receiver.urlOf() },
    })
  const [first, second] = [await post(), await post()]
  expect(second.json()).toEqual(first.json())
  expect((await ada.send('GET', ENDPOINTS)).json().items).toHaveLength(1)
})

test('a test tells what came back, and what to change', async () => {
  const { ada } = server
  const { id, secret } = await ada.createEndpoint({ url: receiver.urlOf() })
  const test = async () => (await ada.send('POST', `${ENDPOINTS}/${id}/test`)).json()
  receiver.next = [200, 404, (response) => response.writeHead(301, { location: '/x' }).end(), () => {}]
  expect(await test()).toMatchObject({ delivered: true, statusCode: 200, answer: 'answer 200', advice: null })
  const [{ event, headers, body } = { event: undefined, headers: {}, body: '' }] = receiver.received
  expect(event).toMatchObject({ type: 'webhook.test', data: { endpointId: id } })
  vi.useFakeTimers({ now: server.clock.now, toFake: ['Date'] })
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(event)
  vi.useRealTimers()
  expect(await test()).toMatchObject({
    delivered: false,
    statusCode: 404,
    advice: expect.stringContaining('url'),
  })
  expect(await test()).toMatchObject({ statusCode: 301, advice: expect.stringContaining('not followed') })
  expect(await test()).toMatchObject({ statusCode: null, error: 'No answer within 0.6 s.' })
  await receiver.stop()
  expect(await test()).toMatchObject({ error: 'The connection was refused.' })
  receiver = await Receiver.start()
})
