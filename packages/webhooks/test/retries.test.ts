import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { RETRY_SECONDS } from '../src/delivery/retry-schedule.ts'
import { Receiver } from './receiver.ts'
import { addThings } from './things-plugin.ts'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let server: WebhooksServer
let receiver: Receiver

beforeAll(async () => {
  server = await startWebhooks({ answerMilliseconds: 2_000 })
})
afterAll(() => server.stop())
beforeEach(async () => {
  receiver = await Receiver.start()
  return () => receiver.stop()
})

const DAY = 86_400_000

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })

/** Waits until the delivery of an endpoint that is sent next has had so many attempts, and returns it. */
async function attempted(endpointId: string, failures: number) {
  let found: { status: string; next: number | null; id: string } | undefined
  await until(async () => {
    const row = await server.db
      .selectFrom('webhook_deliveries')
      .selectAll()
      .where('endpoint_id', '=', endpointId)
      .orderBy('seq')
      .executeTakeFirstOrThrow()
    expect(row.failures).toBe(failures)
    found = { status: row.status, next: row.next_attempt_at?.getTime() ?? null, id: row.id }
  })
  return found
}

const endpointOf = async (id: string) =>
  (await server.ada.send('GET', `/api/webhooks/endpoints/${id}`)).json()

test('a failed delivery is sent again by the schedule, with the same id, before later ones', async () => {
  const { ada, db, clock } = server
  const hours = [2, 5, 10, 14, 20, 24].map((hour) => hour * 3_600)
  expect(RETRY_SECONDS).toEqual([5, 300, 1_800, ...hours])
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  receiver.answer = 500
  const [first = ''] = await addThings(db, ada.id, 1)
  for (const [index, seconds] of RETRY_SECONDS.entries()) {
    const waiting = await attempted(id, index + 1)
    expect(waiting?.next).toBe(clock.now + seconds * 1000)
    if (index === 0) await addThings(db, ada.id, 1)
    clock.now += seconds * 1000 - 1
    await new Promise((resolve) => setTimeout(resolve, index === 0 ? 100 : 0))
    expect(receiver.received).toHaveLength(index + 1)
    clock.now += 1
  }
  const given = await attempted(id, RETRY_SECONDS.length + 1)
  expect(given).toMatchObject({ status: 'failed', next: null })
  const own = receiver.received.filter(({ headers }) => headers['webhook-id'] === given?.id)
  expect(own).toHaveLength(10)
  expect(new Set(own.map(({ body }) => body)).size).toBe(1)
  expect(own[0]?.event.data.changes?.map((change) => change.id)).toEqual([first])
  expect(new Set(own.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10)
  // Three days, so the endpoint goes on: what waited is tried.
  await until(async () => {
    const { items } = (await ada.send('GET', '/api/webhooks/deliveries?status=pending')).json()
    expect(items).toMatchObject([{ failureCount: 1 }])
  })
  expect(receiver.received).toHaveLength(11)
  receiver.answer = 204
  clock.now += 5_000
  await until(async () => expect((await endpointOf(id)).failingSince).toBeNull())
  expect(receiver.received).toHaveLength(12)
  await ada.send('DELETE', `/api/webhooks/endpoints/${id}`)
})

test('an endpoint that has failed for five days is disabled, and the person is told', async () => {
  const { ada, db, clock } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  receiver.answer = 500
  await addThings(db, ada.id, 1)
  await attempted(id, 1)
  clock.now += 5 * DAY - 1
  await attempted(id, 2)
  expect(await endpointOf(id)).toMatchObject({ enabled: true })
  clock.now += 300_001
  await until(async () =>
    expect(await endpointOf(id)).toMatchObject({ enabled: false, disabledReason: 'failing' }),
  )
  const told = async () => (await ada.send('GET', '/api/notifications?unread=true')).json().items
  expect(await told()).toMatchObject([
    { kind: 'webhook_disabled', severity: 'error', path: `/me/webhooks/${id}` },
  ])
  // Enabled again, it sends what waited and what changed meanwhile.
  const [later = ''] = await addThings(db, ada.id, 1)
  receiver.answer = 204
  await ada.send('PATCH', `/api/webhooks/endpoints/${id}`, { enabled: true })
  await until(() => expect(receiver.ids.at(-1)).toBe(`+${later}`))
  expect(await told()).toEqual([])
  expect(await endpointOf(id)).toMatchObject({ enabled: true, disabledReason: null, failingSince: null })
  await ada.send('DELETE', `/api/webhooks/endpoints/${id}`)
})

test('410 disables the endpoint at once', async () => {
  const { ada, db } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  receiver.answer = 410
  await addThings(db, ada.id, 1)
  await until(async () =>
    expect(await endpointOf(id)).toMatchObject({ enabled: false, disabledReason: 'gone' }),
  )
  await addThings(db, ada.id, 1)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(receiver.received).toHaveLength(1)
  await ada.send('DELETE', `/api/webhooks/endpoints/${id}`)
})

test.each([429, 503])('Retry-After of %i is honoured', async (status) => {
  const { ada, db, clock } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  receiver.next = [(response) => response.writeHead(status, { 'retry-after': '120' }).end()]
  await addThings(db, ada.id, 1)
  expect((await attempted(id, 1))?.next).toBe(clock.now + 120_000)
  await ada.send('DELETE', `/api/webhooks/endpoints/${id}`)
})

test('a redirect is a failure and is not followed; no answer in time is a failure', async () => {
  const { ada, db, clock } = server
  const { id } = await ada.createEndpoint({ url: receiver.urlOf() })
  receiver.next = [
    (response) => response.writeHead(302, { location: '/elsewhere' }).end('x'.repeat(5_000)),
    () => {},
  ]
  await addThings(db, ada.id, 1)
  await attempted(id, 1)
  clock.now += 5_000
  const { id: deliveryId } = (await attempted(id, 2)) ?? { id: '' }
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook'])
  const { attempts, status } = (await ada.send('GET', `/api/webhooks/deliveries/${deliveryId}`)).json()
  expect(status).toBe('pending')
  expect(attempts).toMatchObject([
    { statusCode: 302, error: 'The receiver answered 302.', answer: 'x'.repeat(1024) },
    { statusCode: null, error: 'No answer within 2 s.', answer: null },
  ])
  await ada.send('DELETE', `/api/webhooks/endpoints/${id}`)
})
