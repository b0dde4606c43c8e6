import { accounts } from '@tributary/accounts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Receiver } from './receiver.ts'
import { addThings } from './things-plugin.ts'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let server: WebhooksServer
let receiver: Receiver
let endpointId: string

beforeAll(async () => {
  server = await startWebhooks()
})
afterAll(() => server.stop())
beforeEach(async () => {
  receiver = await Receiver.start()
  endpointId = (await server.ada.createEndpoint({ url: receiver.urlOf() })).id
  return async () => {
    await server.ada.send('DELETE', `/api/webhooks/endpoints/${endpointId}`)
    await receiver.stop()
  }
})

const DELIVERIES = '/api/webhooks/deliveries'
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })

async function deliver(count: number): Promise<string[]> {
  for (let n = 1; n <= count; n++) {
    await addThings(server.db, server.ada.id, 1)
    await until(() => expect(receiver.received).toHaveLength(n))
  }
  // What came back is recorded after the answer.
  await until(async () => expect((await read(`${DELIVERIES}?status=pending`)).items).toEqual([]))
  return receiver.received.map(({ headers }) => String(headers['webhook-id']))
}

const read = async (path: string) => (await server.ada.send('GET', path)).json()

test('deliveries are listed, the newest first, page by page and by filters', async () => {
  const ids = await deliver(3)
  receiver.answer = 500
  await addThings(server.db, server.ada.id, 1)
  await until(async () => expect((await read(`${DELIVERIES}?status=pending`)).items[0]?.failureCount).toBe(1))
  const done = await read(`${DELIVERIES}?status=delivered`)
  expect(done.items.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed())
  expect(done.items[0]).toMatchObject({
    endpointId,
    type: 'item.changed',
    changeCount: 1,
    nextAttemptAt: null,
  })
  const first = await read(`${DELIVERIES}?limit=3&endpointId=${endpointId}`)
  expect(first.items).toHaveLength(3)
  const rest = await read(`${DELIVERIES}?limit=3&endpointId=${endpointId}&cursor=${first.nextCursor}`)
  expect(rest).toMatchObject({ items: [{ id: ids[0] }], nextCursor: null })
  const other = await server.ada.send('GET', `${DELIVERIES}?cursor=${first.nextCursor}`)
  expect(other.json()).toMatchObject({ status: 400, code: 'DATABASE_BAD_CURSOR' })
  const one = await read(`${DELIVERIES}/${ids[0]}`)
  expect(one.payload).toBe(receiver.received[0]?.body)
  expect(one.attempts).toMatchObject([{ statusCode: 204, error: null, durationMs: expect.any(Number) }])
})

test('a delivery is sent again on request, once, with the same id and body', async () => {
  const [id = ''] = await deliver(1)
  receiver.next = [500]
  const asked = await server.ada.send('POST', `${DELIVERIES}/${id}/redeliver`)
  expect(asked.statusCode).toBe(202)
  expect(asked.headers['location']).toBe(`${DELIVERIES}/${id}`)
  await until(async () => expect(await read(`${DELIVERIES}/${id}`)).toMatchObject({ status: 'failed' }))
  await server.ada.send('POST', `${DELIVERIES}/${id}/redeliver`)
  await until(async () => expect(await read(`${DELIVERIES}/${id}`)).toMatchObject({ status: 'delivered' }))
  expect((await read(`${DELIVERIES}/${id}`)).attempts).toHaveLength(3)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id, id])
})

test('a waiting delivery is tried now on request, after those before it', async () => {
  receiver.answer = 500
  const [first = ''] = await addThings(server.db, server.ada.id, 1)
  await until(async () => expect((await read(`${DELIVERIES}?status=pending`)).items[0]?.failureCount).toBe(1))
  const { items } = await read(`${DELIVERIES}?status=pending`)
  receiver.answer = 204
  await server.ada.send('POST', `${DELIVERIES}/${items[0].id}/redeliver`)
  await until(() => expect(receiver.ids).toEqual([`+${first}`, `+${first}`]))
})

test('a successful test has waiting deliveries sent', async () => {
  receiver.answer = 500
  await addThings(server.db, server.ada.id, 1)
  await until(async () => expect((await read(`${DELIVERIES}?status=pending`)).items[0]?.failureCount).toBe(1))
  receiver.answer = 204
  await server.ada.send('POST', `/api/webhooks/endpoints/${endpointId}/test`)
  await until(async () => expect((await read(`${DELIVERIES}?status=pending`)).items).toEqual([]))
})

test('a delivery of a disabled endpoint is not sent again', async () => {
  const [id = ''] = await deliver(1)
  await server.ada.send('PATCH', `/api/webhooks/endpoints/${endpointId}`, { enabled: false })
  const refused = await server.ada.send('POST', `${DELIVERIES}/${id}/redeliver`)
  expect(refused.json()).toMatchObject({ status: 409, code: 'WEBHOOKS_ENDPOINT_DISABLED' })
})

test('everything is deleted with its person', async () => {
  await deliver(1)
  const eve = await server.kernel
    .getService(accounts)
    .createUser({ email: 'eve@example.org', password: 'correct horse battery', role: 'user' })
  const count = async (table: string) =>
    (await server.database.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`))
      .rows[0]?.count
  const before = await count('webhook_deliveries')
  await server.db
    .insertInto('webhook_endpoints')
    .values({
      user_id: eve.id,
      url: receiver.urlOf(),
      description: '',
      types: null,
      cursor: null,
      cursor_types: ['item', 'job'],
      cursor_at: new Date(),
      due_at: new Date(),
      disabled_reason: null,
    })
    .execute()
  await until(async () => expect(await count('webhook_deliveries')).toBe((before ?? 0) + 1))
  await server.database.pool.query('delete from users where id = $1', [eve.id])
  expect(await count('webhook_deliveries')).toBe(before)
})
