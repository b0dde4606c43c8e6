import { createDatabase, type DatabaseOptions } from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ServerProcess, temporaryDirectory } from '../server-process.ts'
import { addRoomPlugin } from './add-room-plugin.ts'
import { Room } from './room.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let place: PreparedDatabase
let room: Room
let environment: Readonly<Record<string, string>>
const servers: ServerProcess[] = []

beforeEach(async () => {
  directory = await temporaryDirectory()
  place = await prepareTestDatabase()
  room = await Room.start()
  await addRoomPlugin(directory.path)
  const { databaseUrl = '' } = place.options
  environment = { DATA_DIR: directory.path, DATABASE_URL: databaseUrl, EGRESS_ALLOW: '127.0.0.1' }
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
  await room.stop()
  await place.remove()
  await directory[Symbol.asyncDispose]()
})

async function start(): Promise<ServerProcess> {
  const server = await ServerProcess.start(environment)
  servers.push(server)
  await server.signIn()
  return server
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 50, timeout: 30_000 })

// oxlint-disable-next-line typescript/no-explicit-any -- answers of several shapes
async function send(server: ServerProcess, method: string, path: string, body?: object): Promise<any> {
  const answer = await server.fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? undefined : answer.json()
}

const notify = (server: ServerProcess, key: string) => send(server, 'POST', '/api/room/notify', { key })

/** A channel through an instance of the room; resolves to its id. */
async function addChannel(server: ServerProcess, recipient?: object): Promise<string> {
  const values = { address: room.url, token: 'secret-token' }
  const { id: serviceId } = await send(server, 'POST', '/api/admin/plugins/instances', {
    plugin: 'room',
    kind: 'notification',
    name: crypto.randomUUID(),
    values,
  })
  await send(server, 'PUT', `/api/admin/notifications/services/${serviceId}`, { isOpen: true })
  const wanted = { serviceId, name: 'Mine', ...(recipient === undefined ? {} : { recipient }) }
  return (await send(server, 'POST', '/api/notifications/delivery/channels', wanted)).id
}

/** As if the time of a lease of a process that died had passed. */
async function endLeases(options: DatabaseOptions): Promise<void> {
  const database = createDatabase(options)
  await database.open()
  await sql`update notification_channels set leased_until = now() where leased_until is not null`.execute(
    database.tables(),
  )
  await database.close()
}

const deliveries = async (server: ServerProcess) =>
  (await send(server, 'GET', '/api/notifications/delivery/deliveries')).items as {
    state: string
    attemptCount: number
  }[]

test('two processes send each notification once, to a recipient that was confirmed by its code', async () => {
  const [one, other] = [await start(), await start()]
  const id = await addChannel(one, { room: 'mine' })
  // By another process than the one that the channel was added with.
  await send(other, 'POST', `/api/notifications/delivery/channels/${id}/code`)
  const code = room.received[0]?.title.slice(0, 6)
  await send(one, 'POST', `/api/notifications/delivery/channels/${id}/confirm`, { code })
  const channels = [id, await addChannel(other), await addChannel(other)]
  const keys = Array.from({ length: 8 }, (_, n) => `notice ${n}`)
  for (const [n, key] of keys.entries()) await notify(n % 2 === 0 ? one : other, key)
  await until(() => expect(room.received).toHaveLength(1 + channels.length * keys.length))
  await until(async () =>
    expect((await deliveries(other)).map(({ state, attemptCount }) => `${state} ${attemptCount}`)).toEqual(
      Array.from({ length: channels.length * keys.length }, () => 'sent 1'),
    ),
  )
  const ids = room.received.slice(1).map((message) => message.id)
  expect(new Set(ids).size).toBe(channels.length * keys.length)
  expect(room.received.filter(({ recipient }) => recipient?.room === 'mine')).toHaveLength(1 + keys.length)
  expect([...room.tokens]).toEqual(['Bearer secret-token'])
  expect(`${one.log}${other.log}`).not.toContain('secret-token')
}, 120_000)

test('a process that is killed while it sends: another one sends the message again with its id, and nothing is lost', async () => {
  const killed = await start()
  await addChannel(killed)
  room.next.push(async (response) => {
    await killed.kill()
    response.destroy()
  })
  await notify(killed, 'first')
  await until(() => expect(room.received).toHaveLength(1))
  await expect(killed.ended).resolves.toBeDefined()
  servers.splice(0)
  const next = await start()
  await notify(next, 'second')
  expect((await deliveries(next)).map(({ state }) => state)).toEqual(['waiting', 'sending'])
  await endLeases(place.options)
  await until(async () =>
    expect((await deliveries(next)).map(({ state }) => state)).toEqual(['sent', 'sent']),
  )
  const [first, again, second] = room.received
  expect([first?.title, again?.title, second?.title]).toEqual(['first', 'first', 'second'])
  expect(again?.id).toBe(first?.id)
  expect(second?.id).not.toBe(first?.id)
  expect(room.received).toHaveLength(3)
}, 120_000)
