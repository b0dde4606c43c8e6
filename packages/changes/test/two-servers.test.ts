import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kernel } from '@tributary/core'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startCuttingProxy } from './cutting-proxy.ts'
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

/** Behind a proxy that gives each request to the other one. */
describe('of two servers over one database', () => {
  let server: NotesServer
  let other: Kernel

  beforeEach(async () => {
    server = await startNotes({ streamsPerPerson: 20 })
    other = await server.another()
  })
  afterEach(async () => {
    await other.stop()
    await server.stop()
  })

  /** What the person has, as a client should. */
  async function stored(): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ name: string; text: string }>`
      select name, text from notes where user_id = ${server.ada.id}`.execute(server.db)
    return new Map(rows.map(({ name, text }) => [name, text] as const))
  }

  /** Writes, deletes, and transactions that end after later ones. */
  async function change(round: number): Promise<void> {
    const slow =
      round % 3 === 0
        ? await openTransaction(server, (trx) => write(trx, server.ada, { [`slow${round}`]: '1' }))
        : undefined
    await write(server.db, server.ada, { [`n${round % 5}`]: `${round}`, [`m${round}`]: '1' })
    if (round % 4 === 0) await erase(server.db, server.ada, `n${(round + 2) % 5}`)
    await sleep(10)
    await slow?.commit()
  }

  it('a client that asks both in turn gets each change once', async () => {
    let asked = 0
    const inTurn: Person = {
      ...server.ada,
      get: (path) =>
        (asked++ % 2 === 0 ? server.kernel : other).app.inject({
          url: path,
          headers: { authorization: `Bearer ${server.ada.key}` },
        }),
    }
    const client = new PollingClient(inTurn, { limit: 2 })
    for (let round = 0; round < 30; round++) {
      await change(round)
      await client.ask()
    }
    await client.catchUp()
    expect(client.notes).toEqual(await stored())
    const once = client.received.filter((each) => /^(?:m|slow)/.test(each))
    expect(once).toHaveLength(40)
    expect(new Set(once).size).toBe(40)
  })

  it('streams that are cut and go on at the other one miss nothing', async () => {
    const ports = await Promise.all(
      [server.kernel, other].map(async ({ app }) => {
        await app.listen({ port: 0, host: '127.0.0.1' })
        return (app.server.address() as AddressInfo).port
      }),
    )
    let connected = 0
    const proxy = await startCuttingProxy(() => ports[connected++ % 2] ?? 0)
    const clients = await Promise.all(
      Array.from({ length: 6 }, () => new FollowingClient(server.ada, () => proxy.port).open()),
    )
    for (let round = 0; round < 30; round++) {
      await change(round)
      if (round % 3 === 0) proxy.cut()
      await sleep(30)
    }
    const expected = await stored()
    for (const client of clients) {
      await vi.waitFor(() => expect(client.notes).toEqual(expected), { timeout: 10_000 })
      const seen = new Set(client.received)
      for (let round = 0; round < 30; round++) expect(seen).toContain(`m${round}=1`)
      client.close()
    }
    await proxy.stop()
  })
})
