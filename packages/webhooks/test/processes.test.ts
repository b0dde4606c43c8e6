import { type ChildProcess, fork } from 'node:child_process'
import { changeFeed } from '@tributary/changes'
import { nextMessage } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Receiver } from './receiver.ts'
import { addTask, addThings } from './things-plugin.ts'
import { startWebhooks, type WebhooksServer } from './webhooks-server.ts'

let server: WebhooksServer
let receiver: Receiver

beforeEach(async () => {
  // Only serves the API: the processes of each test send.
  server = await startWebhooks({ worker: false })
  receiver = await Receiver.start()
})
afterEach(async () => {
  await server.stop()
  await receiver.stop()
})

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 10_000 })

async function startSender(): Promise<ChildProcess> {
  const child = fork(new URL('./sender-process.ts', import.meta.url), {
    env: { ...process.env, DATABASE_OPTIONS: JSON.stringify(server.options) },
    execArgv: ['-C', '@tributary/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)
  await nextMessage(child)
  return child
}

/** As if a minute had passed for the leases of a process that died. */
async function passMinute(): Promise<void> {
  server.clock.now = Date.now() + 60_000
  await sql`update webhook_endpoints set leased_until = now() where leased_until is not null`.execute(
    server.db,
  )
  await sql`update webhook_watch set until = now()`.execute(server.db)
}

test('a process killed between sending and recording: sent again with the same id, and nothing is lost', async () => {
  const { ada, db } = server
  await ada.createEndpoint({ url: receiver.urlOf() })
  const child = await startSender()
  const died = new Promise((resolve) => child.once('exit', resolve))
  receiver.next = [
    (response) => {
      child.kill('SIGKILL')
      response.destroy()
    },
  ]
  const ids = await addThings(db, ada.id, 1_200)
  await died
  expect(receiver.received).toHaveLength(1)
  const later = await addThings(db, ada.id, 3)
  await passMinute()
  await server.another({ worker: true })
  const expected = [...ids, ...later].map((id) => `+${id}`).join(' ')
  await until(() => expect(receiver.ids.slice(500).join(' ') === expected).toBe(true))
  const [first, again] = receiver.received
  expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(again?.body).toBe(first?.body)
})

async function nothingIsDue(): Promise<void> {
  await until(async () => {
    const { rows } = await sql`select from webhook_endpoints where due_at is not null`.execute(server.db)
    expect(rows).toEqual([])
  })
}

test('two processes deliver each event once, in order', async () => {
  const people = [server.ada, server.bob]
  const endpoints = Array.from({ length: 8 }, (_, n) => n)
  for (const n of endpoints)
    await people[n % 2]?.createEndpoint({ url: receiver.urlOf(`/${n}`), types: ['item'] })
  await server.another({ worker: true })
  await server.another({ worker: true })
  const expected = new Map(people.map(({ id }) => [id, [] as string[]]))
  for (let round = 0; round < 30; round++) {
    const person = people[round % 2]
    if (person === undefined) continue
    expected.get(person.id)?.push(...(await addThings(server.db, person.id, 1 + (round % 3))))
    if (round % 7 === 0) await addTask(server.db, person.id)
  }
  for (const n of endpoints) {
    const ofEndpoint = () =>
      receiver.received
        .filter(({ path }) => path === `/${n}`)
        .flatMap(({ event }) => event.data.changes?.map(({ id }) => id) ?? [])
    await until(() => expect(ofEndpoint()).toEqual(expected.get(people[n % 2]?.id ?? '')))
  }
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(ids.length)
})

test('one process takes over the watch when the other stops', async () => {
  const { ada, db } = server
  await ada.createEndpoint({ url: receiver.urlOf() })
  const first = await server.another({ worker: true })
  await server.another({ worker: true })
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(1))
  // Else it is the second that ends what the first has begun.
  await nothingIsDue()
  await first.stop()
  await nothingIsDue()
  await addThings(db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(2))
})

test('what changes while no process runs is sent by the next one', async () => {
  const { ada, db } = server
  await ada.createEndpoint({ url: receiver.urlOf() })
  const first = await server.another({ worker: true })
  await first.stop()
  const [id] = await addThings(db, ada.id, 1)
  await server.another({ worker: true })
  await until(() => expect(receiver.ids).toEqual([`+${id}`]))
})

test('idle endpoints cost no reads: one statement a look, however many there are', async () => {
  const { ada, bob } = server
  for (let n = 0; n < 15; n++) {
    await ada.createEndpoint({ url: receiver.urlOf() })
    await bob.createEndpoint({ url: receiver.urlOf() })
  }
  const kernel = await server.another({ worker: true, lookMilliseconds: 50 })
  const feed = kernel.getService(changeFeed)
  await nothingIsDue()
  const reads = vi.spyOn(feed, 'read')
  const looks = vi.spyOn(feed, 'findChanged')
  await until(() => expect(looks.mock.calls.length).toBeGreaterThan(5))
  expect(reads).not.toHaveBeenCalled()
  await addThings(server.db, ada.id, 1)
  await until(() => expect(receiver.received).toHaveLength(15))
  await until(() => expect(reads.mock.calls.length).toBe(30))
})

test('without endpoints the feed is not read', async () => {
  const kernel = await server.another({ worker: true, lookMilliseconds: 10 })
  const feed = kernel.getService(changeFeed)
  const looks = vi.spyOn(feed, 'findChanged')
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(looks).not.toHaveBeenCalled()
})
