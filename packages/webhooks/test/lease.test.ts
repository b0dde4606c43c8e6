import { database } from '@tributary/database'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { claimDue, endLease, renewLease } from '../src/delivery/lease-store.ts'
import { serveEndpoint } from '../src/delivery/serve-endpoint.ts'
import type { Parts } from '../src/parts.ts'
import { wakePeople } from '../src/watch/watch-store.ts'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let server: WebhooksServer
let id: string

beforeAll(async () => {
  server = await startWebhooks({ worker: false })
})
afterAll(() => server.stop())
beforeEach(async () => {
  ;({ id } = await server.ada.createEndpoint({ url: 'http://127.0.0.1:9/' }))
  return () => server.ada.send('DELETE', `/api/webhooks/endpoints/${id}`)
})

const claim = async (owner: string, more: { mostOfPerson?: number; busy?: readonly string[] } = {}) => {
  const now = new Date(server.clock.now)
  return claimDue(server.db, { owner, now, limit: 10, mostOfPerson: 10, busy: [], ...more })
}
const endpoint = () =>
  server.db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

test('a due endpoint is claimed by one process, until its lease ends', async () => {
  const [first] = await claim('one')
  expect(first).toMatchObject({ id, userId: server.ada.id, owner: 'one' })
  expect(await claim('two')).toEqual([])
  await sql`update webhook_endpoints set leased_until = now() - interval '1 second'`.execute(server.db)
  const [second] = await claim('two')
  expect(second).toMatchObject({ id, owner: 'two' })
  if (first === undefined || second === undefined) return
  expect(await renewLease(server.db, first)).toBeUndefined()
  expect(await renewLease(server.db, second)).toMatchObject({ id })
  await endLease(server.db, first, null)
  expect((await endpoint()).leased_by).toBe('two')
})

test('of processes that claim at once, one gets the endpoint', async () => {
  const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(`process ${n}`)))
  expect(claims.flat()).toHaveLength(1)
})

test('a change that is found while an endpoint is served has it served again', async () => {
  const [served] = await claim('one')
  if (served === undefined) throw new Error('not claimed')
  await wakePeople(server.db, [server.ada.id], new Date(server.clock.now))
  await endLease(server.db, served, null)
  const [again] = await claim('two')
  if (again === undefined) throw new Error('the change is lost')
  await endLease(server.db, again, null)
  expect((await endpoint()).due_at).toBeNull()
})

test('an endpoint whose user is disabled while it is served is still due when the user is enabled again', async () => {
  const { ada, db, clock } = server
  const [served] = await claim('one')
  if (served === undefined) throw new Error('not claimed')
  await sql`update users set disabled_at = now() where id = ${ada.id}`.execute(db)
  const { signal } = new AbortController()
  const parts = { database: server.kernel.getService(database), now: () => clock.now } as Parts
  await serveEndpoint(parts, served, { stopping: signal, cut: signal })
  expect(await claim('two')).toEqual([])
  await sql`update users set disabled_at = null where id = ${ada.id}`.execute(db)
  expect(await claim('three')).toMatchObject([{ id }])
})

test('of one person so many are claimed at once, and none whose turn it is not', async () => {
  const { ada, bob } = server
  const others = [
    await ada.createEndpoint({ url: 'http://127.0.0.1:9/' }),
    await ada.createEndpoint({ url: 'http://127.0.0.1:9/' }),
  ]
  const { id: ofBob } = await bob.createEndpoint({ url: 'http://127.0.0.1:9/' })
  const claims = await claim('one', { mostOfPerson: 2 })
  expect(claims.map(({ userId }) => userId).toSorted()).toEqual([ada.id, ada.id, bob.id].toSorted())
  expect(await claim('one', { busy: [ada.id] })).toEqual([])
  expect(await claim('one')).toHaveLength(1)
  for (const other of others) await ada.send('DELETE', `/api/webhooks/endpoints/${other.id}`)
  await bob.send('DELETE', `/api/webhooks/endpoints/${ofBob}`)
})
