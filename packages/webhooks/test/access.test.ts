import { accounts } from '@tributary/accounts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { Receiver } from './receiver.ts'
import { addTask, addThings } from './things-plugin.ts'
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
    await setDisabled(false)
    for (const { id } of (await server.ada.send('GET', ENDPOINTS)).json().items)
      await server.ada.send('DELETE', `${ENDPOINTS}/${id}`)
    await receiver.stop()
  }
})

const ENDPOINTS = '/api/webhooks/endpoints'
const DELIVERIES = '/api/webhooks/deliveries'
const MISSING = { status: 403, code: 'WEBHOOKS_SCOPE_MISSING' }
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })

async function setDisabled(disabled: boolean): Promise<void> {
  await server.database.pool.query('update users set disabled_at = $1 where id = $2', [
    disabled ? new Date() : null,
    server.ada.id,
  ])
}

test('a key neither sees nor redelivers events whose resources it may not read', async () => {
  const { ada, db } = server
  await ada.createEndpoint({ url: receiver.urlOf() })
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  const id = String(receiver.received[0]?.headers['webhook-id'])
  const narrow = await ada.withScopes(['webhooks:*', 'jobs:read'])
  expect((await narrow.send('GET', `${DELIVERIES}/${id}`)).json()).toMatchObject(MISSING)
  expect((await narrow.send('POST', `${DELIVERIES}/${id}/redeliver`)).json()).toMatchObject(MISSING)
  const covered = await ada.withScopes(['webhooks:*', 'library:read'])
  expect((await covered.send('GET', `${DELIVERIES}/${id}`)).statusCode).toBe(200)
  expect(receiver.received).toHaveLength(1)
})

test('a key does not have waiting events of other types sent to an address of its choice', async () => {
  const { ada, db } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf('/own') })
  receiver.answer = 500
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  const narrow = await ada.withScopes(['webhooks:*', 'jobs:read'])
  const moved = await narrow.send('PATCH', `${ENDPOINTS}/${id}`, { url: receiver.urlOf('/other') })
  expect(moved.json()).toMatchObject(MISSING)
  const after = (await ada.send('GET', `${ENDPOINTS}/${id}`)).json()
  expect(after).toMatchObject({ url: receiver.urlOf('/own'), types: null })
  const byAll = await ada.send('PATCH', `${ENDPOINTS}/${id}`, { url: receiver.urlOf('/other') })
  expect(byAll.statusCode).toBe(200)
})

test('a key that covers each type of now does not get the types to come', async () => {
  const { ada } = server
  const named = await ada.withScopes(['webhooks:*', 'jobs:read', 'library:read'])
  const { id } = await named.createEndpoint({ url: receiver.urlOf(), types: null })
  const { types } = (await ada.send('GET', `${ENDPOINTS}/${id}`)).json()
  expect(types.toSorted()).toEqual(['item', 'job'])
  const reading = await ada.withScopes(['webhooks:*', '*:read'])
  const all = await reading.createEndpoint({ url: receiver.urlOf() })
  expect((await ada.send('GET', `${ENDPOINTS}/${all.id}`)).json().types).toBeNull()
})

test('a key with other scopes is not shown what an Idempotency-Key of the same person was answered', async () => {
  const { kernel, ada } = server
  const post = async (scopes: readonly string[]) => {
    const { key } = await kernel.getService(accounts).createKey({ userId: ada.id, name: 'test', scopes })
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': 'create-endpoint' }
    return kernel.app.inject({ method: 'POST', url: ENDPOINTS, headers, payload: { url: receiver.urlOf() } })
  }
  const first = await post(['webhooks:*', 'library:read'])
  expect(first.statusCode).toBe(201)
  const narrow = await post(['webhooks:*'])
  expect(narrow.json()).toMatchObject({ status: 422, code: 'KERNEL_KEY_REUSED' })
  const renewed = await post(['library:read', 'webhooks:*'])
  expect([renewed.statusCode, renewed.body]).toEqual([201, first.body])
})

test('nothing is sent for a disabled user; it is sent when the user is enabled again', async () => {
  const { ada, bob, db } = server
  await ada.createEndpoint({ url: receiver.urlOf('/ada') })
  await bob.createEndpoint({ url: receiver.urlOf('/bob') })
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  await setDisabled(true)
  await addThings(db, ada.id, 1)
  await addThings(db, bob.id, 1)
  await until(() => expect(receiver.received.map(({ path }) => path)).toContain('/bob'))
  // Several looks of the watch, and one at who is followed.
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(['/ada', '/bob'])
  await setDisabled(false)
  await until(() => expect(receiver.received.filter(({ path }) => path === '/ada')).toHaveLength(2))
})

test('a late 410 of an address that was replaced does not disable the endpoint', async () => {
  const { ada, db } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf('/before') })
  const asked = Promise.withResolvers<void>()
  const changed = Promise.withResolvers<void>()
  receiver.next = [
    (response) => {
      asked.resolve()
      void changed.promise.then(() => response.writeHead(410).end())
    },
  ]
  await addTask(db, ada.id)
  await asked.promise
  await ada.send('PATCH', `${ENDPOINTS}/${id}`, { url: receiver.urlOf('/after') })
  changed.resolve()
  await until(() => expect(receiver.received.map(({ path }) => path)).toEqual(['/before', '/after']))
  expect((await ada.send('GET', `${ENDPOINTS}/${id}`)).json()).toMatchObject({ enabled: true })
})
