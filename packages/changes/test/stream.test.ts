import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomNumbers } from '@tributary/provider-simulator'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts'
import { FollowingClient } from './following-client.ts'
import {
  erase,
  type NotesServer,
  openTransaction,
  type Person,
  PollingClient,
  startNotes,
  write,
} from './notes-server.ts'

const PERMITTED = 12

describe('streams of changes', () => {
  let server: NotesServer
  let proxy: CuttingProxy
  let clients: FollowingClient[]

  let lastPort = 0
  /** None while the server restarts: the last one then. */
  const port = () => {
    const address = server.kernel.app.server.address() as AddressInfo | null
    lastPort = address?.port ?? lastPort
    return lastPort
  }

  beforeEach(async () => {
    server = await startNotes({ streamsPerPerson: PERMITTED })
    await server.kernel.app.listen({ port: 0, host: '127.0.0.1' })
    proxy = await startCuttingProxy(port)
    clients = []
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await proxy.stop()
    await server.stop()
  })

  async function follow(person: Person, query = ''): Promise<FollowingClient> {
    const client = new FollowingClient(person, () => proxy.port)
    clients.push(client)
    return client.open(query)
  }

  it('send each change within a second, each person their own', async () => {
    const [ada, bob] = [await follow(server.ada), await follow(server.bob)]
    expect(ada.retry).toBe(2_000)
    const began = performance.now()
    await write(server.db, server.ada, { note: '1' })
    await vi.waitFor(() => expect(ada.received).toEqual(['note=1']), { interval: 20, timeout: 2_000 })
    expect(performance.now() - began).toBeLessThan(1_000)
    await write(server.db, server.bob, { other: '1' })
    await erase(server.db, server.ada, 'note')
    await vi.waitFor(() => expect([ada.received, bob.received]).toEqual([['note=1', '-note'], ['other=1']]), {
      timeout: 20_000,
    })
  })

  it('lose nothing, and repeat nothing, where a proxy cuts them and the server is restarted', async () => {
    const people = [server.ada, server.bob]
    const following = await Promise.all(
      Array.from({ length: 20 }, (_, n) => follow(people[n % 2] ?? server.ada)),
    )
    const random = randomNumbers(7)
    for (let round = 0; round < 40; round++) {
      const person = people[round % 2] ?? server.ada
      const slow =
        random() < 0.2
          ? await openTransaction(server, (trx) => write(trx, person, { [`slow${round}`]: '1' }))
          : undefined
      await write(server.db, person, { [`n${round % 9}`]: `${round}`, [`m${round}`]: '1' })
      if (random() < 0.3) await erase(server.db, person, `n${(round + 4) % 9}`)
      if (random() < 0.25) proxy.cut()
      await sleep(random() * 60)
      await slow?.commit()
      if (round === 20) {
        await server.restart()
        await server.kernel.app.listen({ port: 0, host: '127.0.0.1' })
      }
    }
    for (const [index, client] of following.entries()) {
      const { rows } = await sql<{ name: string; text: string }>`
        select name, text from notes where user_id = ${people[index % 2]?.id}`.execute(server.db)
      const expected = new Map(rows.map(({ name, text }) => [name, text] as const))
      await vi.waitFor(() => expect(client.notes).toEqual(expected), { timeout: 5_000 })
      expect(client.connects).toBeGreaterThan(1)
      const once = client.received.filter((change) => change.startsWith('m'))
      expect(once).toEqual([...new Set(once)])
    }
  })

  it('ask the database once for each look for all of them, and not at all without any', async () => {
    let asked = 0
    const { pool } = server.database
    pool.on('acquire', () => (asked += 1))
    await sleep(700)
    expect(asked).toBe(0)
    await Promise.all(Array.from({ length: PERMITTED }, () => follow(server.ada)))
    await Promise.all(Array.from({ length: PERMITTED }, () => follow(server.bob)))
    await sleep(600)
    asked = 0
    for (let n = 0; n < 4; n++) {
      proxy.cut()
      await sleep(500)
    }
    // Not one for each client that is back.
    const { length: signIns } = clients.flatMap(({ statuses }) => statuses.slice(1))
    expect(signIns).toBeGreaterThan(40)
    expect(asked).toBeLessThanOrEqual(5)
  })

  it('go on from a cursor of GET /api/changes', async () => {
    await write(
      server.db,
      server.ada,
      Object.fromEntries(Array.from({ length: 450 }, (_, n) => [`n${n}`, '1'])),
    )
    const polled = new PollingClient(server.ada, { limit: 100 })
    await polled.catchUp()
    await write(
      server.db,
      server.ada,
      Object.fromEntries(Array.from({ length: 450 }, (_, n) => [`n${n}`, '2'])),
    )
    const client = await follow(server.ada, `?cursor=${polled.cursor}`)
    await vi.waitFor(() => expect(client.received).toHaveLength(450), { timeout: 20_000 })
    polled.cursor = client.lastEventId
    expect(await polled.catchUp()).toEqual([])
  })

  it('send more changes than are kept in memory for a person', async () => {
    const client = await follow(server.ada)
    const long = 'x'.repeat(1_000)
    for (let n = 0; n < 4; n++)
      await write(
        server.db,
        server.ada,
        Object.fromEntries(Array.from({ length: 700 }, (_, i) => [`n${n}-${i}`, long])),
      )
    await vi.waitFor(() => expect(client.notes.size).toBe(2_800), { timeout: 10_000 })
    expect(client.received).toHaveLength(2_800)
  })

  it('are refused over the limit of a person, and with a cursor of another database', async () => {
    await Promise.all(Array.from({ length: PERMITTED }, () => follow(server.ada)))
    const refused = await server.ada.get('/api/changes/stream')
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'CHANGES_TOO_MANY_STREAMS'])
    const { nextCursor } = (await server.bob.get('/api/changes?cursor=now')).json()
    const [tag, encoded = ''] = nextCursor.split('.')
    const fields: unknown[] = JSON.parse(Buffer.from(encoded, 'base64url').toString())
    const other = Buffer.from(JSON.stringify(['other', ...fields.slice(1)])).toString('base64url')
    const gone = await server.bob.get(`/api/changes/stream?cursor=${tag}.${other}`)
    expect([gone.statusCode, gone.json().code]).toEqual([410, 'CHANGES_START_OVER'])
  })
})
