import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Receiver } from './receiver.ts'
import { addTask, addThings, deleteThing } from './things-plugin.ts'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let server: WebhooksServer
let receiver: Receiver

beforeAll(async () => {
  server = await startWebhooks()
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

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })

test('a change is sent, thin, with a signature that the library of Standard Webhooks accepts', async () => {
  const { ada, db } = server
  await addThings(db, ada.id, 1)
  const { secret } = await ada.createEndpoint({ url: receiver.urlOf() })
  const [id = ''] = await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  const [{ headers, body, event } = { headers: {}, body: '', event: undefined }] = receiver.received
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(event)
  expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow(
    'No matching signature found',
  )
  expect(headers['content-type']).toBe('application/json')
  expect(event).toEqual({
    type: 'item.changed',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: { changes: [{ id, at: expect.any(String), path: `/api/library/items/${id}` }] },
  })
  expect(body).not.toContain('secret title')
})

test('each person gets their own changes, of the chosen types, and deletions', async () => {
  const { ada, bob, db } = server
  await ada.createEndpoint({ url: receiver.urlOf('/ada'), types: ['item'] })
  await bob.createEndpoint({ url: receiver.urlOf('/bob'), types: ['job'] })
  const [id = ''] = await addThings(db, ada.id, 1)
  await addTask(db, ada.id)
  await until(() => expect(receiver.received).toHaveLength(1))
  await deleteThing(db, id)
  await addThings(db, bob.id, 1)
  await addTask(db, bob.id)
  await until(() => expect(receiver.received).toHaveLength(3))
  const seen = receiver.received.map(({ path, event }) => `${path} ${event.type}`)
  expect(seen[0]).toBe('/ada item.changed')
  expect(seen.slice(1).toSorted()).toEqual(['/ada item.deleted', '/bob job.changed'])
  expect(receiver.received.find(({ event }) => event.type === 'item.deleted')?.event.data).toEqual({
    changes: [{ id, at: expect.any(String) }],
  })
})

test('many changes are sent together, in order, and none is missing', async () => {
  const { ada, db } = server
  await ada.createEndpoint({ url: receiver.urlOf() })
  const ids = await addThings(db, ada.id, 100_000)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(200), { interval: 50, timeout: 80_000 })
  expect(receiver.ids.join(' ') === ids.map((id) => `+${id}`).join(' ')).toBe(true)
  expect(Math.max(...receiver.received.map(({ body }) => body.length))).toBeLessThan(64 * 1024)
  // What came back is recorded after the request.
  await until(async () => {
    const waiting = await db
      .selectFrom('webhook_deliveries')
      .select('seq')
      .where('status', '=', 'pending')
      .execute()
    expect(waiting).toEqual([])
  })
})

test('a receiver that is slow does not hold up others', async () => {
  const { ada, bob, db } = server
  const slow = await Receiver.start()
  slow.answer = () => {}
  try {
    // More than one person may have at once.
    for (let n = 0; n < 12; n++) await ada.createEndpoint({ url: slow.urlOf(`/${n}`) })
    await bob.createEndpoint({ url: receiver.urlOf() })
    await addThings(db, ada.id, 1)
    // A person has from five to eight places, by how many endpoints were due at each look.
    await until(() => expect(slow.received.length).toBeGreaterThanOrEqual(5))
    await addThings(db, bob.id, 1)
    await until(() => expect(receiver.received).toHaveLength(1))
    expect(slow.received.length).toBeLessThanOrEqual(8)
  } finally {
    slow.answer = 204
    await slow.stop()
  }
})

test('the secret is in no log and in no answer but the first, and is stored sealed', async () => {
  const { ada, db, log } = server
  const { id, secret } = await ada.createEndpoint({ url: receiver.urlOf() })
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  receiver.next = [500]
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  const bare = secret.slice('whsec_'.length)
  for (const path of ['', `/${id}`])
    expect((await ada.send('GET', `/api/webhooks/endpoints${path}`)).body).not.toContain(bare)
  expect(log.join('')).not.toContain(bare)
  const dump = await server.database.pool.query<{ sealed: string }>(
    `select sealed from secrets where owner = 'webhooks'`,
  )
  expect(dump.rows).toHaveLength(1)
  expect(dump.rows[0]?.sealed).not.toContain(bare)
})
