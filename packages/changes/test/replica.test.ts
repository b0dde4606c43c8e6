import { type ReplicatedServer, runAsRead, startReplicatedServer } from '@tributary/database/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { FollowingClient } from './following-client.ts'
import { type NotesServer, PollingClient, startNotes, write } from './notes-server.ts'

/** Longer than a list takes on a busy machine, and shorter than the second that a read waits for the replica. */
const LAG_MILLISECONDS = 500

describe('with a replica that is always behind', () => {
  let servers: ReplicatedServer
  let server: NotesServer
  beforeAll(async () => {
    servers = await startReplicatedServer()
    await servers.run('replica', `alter system set recovery_min_apply_delay = ${LAG_MILLISECONDS}`)
    await servers.run('replica', 'select pg_reload_conf()')
    const databaseUrl = await servers.createDatabase()
    const options = { databaseUrl, databaseReadUrl: servers.onReplica(databaseUrl), dataDir: '.' }
    server = await startNotes({}, { options, remove: () => servers.stop() })
    await vi.waitFor(() => expect(server.database.replica?.fault).toBeUndefined(), { timeout: 15_000 })
  }, 60_000)
  afterAll(() => server.stop())

  /** A list that is read without a position, as by a client that was only told of the change. */
  const listed = (): Promise<string[]> =>
    runAsRead([], async () => {
      const rows = await server.database
        .reading<{ notes: { user_id: string; name: string } }>()
        .selectFrom('notes')
        .select('name')
        .where('user_id', '=', server.ada.id)
        .execute()
      return rows.map(({ name }) => name)
    })

  it('a client that asks for changes finds each of them in a list', async () => {
    const client = new PollingClient(server.ada)
    await client.catchUp()
    for (const name of ['a', 'b', 'c']) {
      await write(server.db, server.ada, { [name]: '1' })
      // The list is read on the replica, and late.
      expect(await listed()).not.toContain(name)
      expect(await client.catchUp()).toEqual([`${name}=1`])
      expect(await listed()).toContain(name)
    }
  })

  it('a client that follows changes finds each of them in a list', async () => {
    const address = await server.kernel.app.listen({ host: '127.0.0.1', port: 0 })
    const client = new FollowingClient(server.ada, () => Number(new URL(address).port))
    await client.open()
    for (const name of ['d', 'e', 'f']) {
      await write(server.db, server.ada, { [name]: '1' })
      await vi.waitFor(() => expect(client.notes.has(name)).toBe(true), { interval: 1, timeout: 5_000 })
      expect(await listed()).toContain(name)
    }
    client.close()
  })
})
