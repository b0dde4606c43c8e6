import { sql } from 'kysely'
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

const DAY = 86_400_000
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })
const change = (enabled: boolean) =>
  server.ada.send('PATCH', `/api/webhooks/endpoints/${endpointId}`, { enabled })
/** Also ends a look that began before. */
const disable = async () => {
  await change(false)
  await server.restart()
}
const types = () => receiver.received.map(({ event }) => event.type)

/** What comes afterwards is complete. */
async function expectGoesOn(): Promise<void> {
  await until(() => expect(types()).toEqual(['changes.start_over']))
  const [id] = await addThings(server.db, server.ada.id, 1)
  await until(() => expect(receiver.ids).toEqual([`+${id}`]))
  expect(types()).toEqual(['changes.start_over', 'item.changed'])
}

test('a restored database has the receiver start over', async () => {
  await sql`update change_epochs set id = 'another'`.execute(server.db)
  await addThings(server.db, server.ada.id, 1)
  await expectGoesOn()
  expect(receiver.received[0]?.event.data.reason).toContain('The database was restored')
})

test('an endpoint that was disabled for longer than deletions are kept starts over', async () => {
  await disable()
  await addThings(server.db, server.ada.id, 1)
  await sql`
    update change_epochs set pruned_to = (select pg_current_xact_id()::text::bigint)
    where seq = (select max(seq) from change_epochs)`.execute(server.db)
  // Deletions are kept for much longer than any transaction is open. Here one of another test may have begun before.
  await until(async () => {
    const { rows } = await sql<{ isPast: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot())::text::bigint > max(pruned_to) as "isPast" from change_epochs`.execute(
      server.db,
    )
    expect(rows).toEqual([{ isPast: true }])
  })
  await change(true)
  await expectGoesOn()
  expect(receiver.received[0]?.event.data.reason).toContain('older than the deletions')
})

test('deliveries that wait for a disabled endpoint for 30 days are deleted, and it starts over', async () => {
  receiver.answer = 500
  await addThings(server.db, server.ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  await until(async () => expect(await failures()).toEqual([1]))
  await disable()
  server.clock.now += 30 * DAY + 1
  receiver.received.length = 0
  receiver.answer = 204
  await server.restart()
  await until(async () => expect(await failures()).toEqual([]))
  await change(true)
  await expectGoesOn()
})

async function failures(): Promise<number[]> {
  const rows = await server.db.selectFrom('webhook_deliveries').select('failures').execute()
  return rows.map((row) => row.failures)
}

test('finished deliveries are deleted after 30 days', async () => {
  await addThings(server.db, server.ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  server.clock.now += 30 * DAY - 60_000
  await server.restart()
  expect(await failures()).toHaveLength(1)
  server.clock.now += 60_001
  await server.restart()
  await until(async () => expect(await failures()).toEqual([]))
})

test('a new type of the feed is followed without missing a change', async () => {
  await until(async () => {
    const row = await server.db.selectFrom('webhook_endpoints').select('due_at').executeTakeFirstOrThrow()
    expect(row.due_at).toBeNull()
  })
  // As a version left it that had no jobs in its feed.
  await change(false)
  await sql`update webhook_endpoints set cursor_types = '{item}', cursor = ${await cursorOf(['item'])}`.execute(
    server.db,
  )
  const ids = await addThings(server.db, server.ada.id, 2)
  await change(true)
  await until(() => expect(receiver.ids).toEqual(ids.map((id) => `+${id}`)))
  await until(async () => {
    const row = await server.db
      .selectFrom('webhook_endpoints')
      .select('cursor_types')
      .executeTakeFirstOrThrow()
    expect(row.cursor_types).toEqual(['item', 'job'])
  })
})

async function cursorOf(names: readonly string[]): Promise<string> {
  const { changeFeed } = await import('@tributary/changes')
  const query = { userId: server.ada.id, types: names, cursor: 'now', limit: 1 }
  return (await server.kernel.getService(changeFeed).read(query)).nextCursor
}

test('an endpoint waits while the plugin of a followed type is not running', async () => {
  await change(false)
  await sql`update webhook_endpoints set cursor_types = '{item,job,song}'`.execute(server.db)
  await addThings(server.db, server.ada.id, 1)
  await change(true)
  await until(async () => {
    const row = await server.db.selectFrom('webhook_endpoints').select('due_at').executeTakeFirstOrThrow()
    expect(row.due_at?.getTime()).toBe(server.clock.now + 60_000)
  })
  expect(receiver.received).toEqual([])
})
