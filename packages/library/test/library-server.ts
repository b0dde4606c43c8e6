import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel } from '@tributary/core'
import { database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { type MediaRecord, mediaStream } from '@tributary/integration-kit'
import { jobsPlugin, type WriteCounts } from '@tributary/jobs'
import { libraryPlugin } from '../src/index.ts'
import { deleteItemsOf } from '../src/item-store.ts'
import { prepareMediaItems } from '../src/prepare-media-items.ts'
import type { LibraryTables } from '../src/tables.ts'

/** The connection that delivers the records; the library only stores it. */
const stream = mediaStream({ id: 'test', displayName: 'Test' })
const ignoringRaw = mediaStream({ ...stream, rawChanges: 'ignore' })

/** A server with a library and two users. */
export interface LibraryServer {
  readonly kernel: Kernel
  readonly ada: Person
  readonly bob: Person
  /** The number of items of a user in the table, regardless of access. */
  itemsLeftOf(userId: string): Promise<number>
  /** Deletes the items of a user from a platform, as the engine does. */
  erase(userId: string, platform: string): Promise<void>
  /** How many connections are taken from the pool during some work and shortly after. */
  countConnects(work: () => Promise<unknown>): Promise<number>
  stop(): Promise<void>
}

/** One user with an API key. */
export interface Person {
  readonly id: string
  readonly key: string
  deleteUser(id: string): Promise<void>
  /** Changes the profile. */
  choose(change: { readonly timeZone: string | null }): Promise<void>
  get(path: string): Promise<Awaited<ReturnType<Kernel['app']['inject']>>>
  /** Writes records as the engine does, in one transaction. */
  write(
    records: readonly MediaRecord[],
    platform?: string,
    connectionId?: string | null,
  ): Promise<WriteCounts>
  /** Writes records of a stream with `rawChanges: 'ignore'`. */
  writeIgnoringRaw(records: readonly MediaRecord[], platform: string): Promise<WriteCounts>
}

export async function startLibrary(): Promise<LibraryServer> {
  const place = await prepareTestDatabase()
  const kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      jobsPlugin({ worker: false }),
      libraryPlugin(),
    ],
  })
  await kernel.boot()
  const writeBatch = (batch: Parameters<typeof prepareMediaItems>[0]) =>
    kernel
      .getService(database)
      .transaction<LibraryTables, WriteCounts>((trx) => prepareMediaItems(batch)(trx))
  const person = async (email: string): Promise<Person> => {
    const service = kernel.getService(accounts)
    const { id } = await service.createUser({ email, password: 'correct horse battery', role: 'admin' })
    const { key } = await service.createKey({ userId: id, name: 'test', scopes: ['*'] })
    return {
      id,
      key,
      deleteUser: (other) => deleteUser(kernel, other, email),
      async choose(payload) {
        const cookies = await signIn(kernel, email)
        const url = '/api/accounts/me'
        const { statusCode } = await kernel.app.inject({ method: 'PATCH', url, cookies, payload })
        if (statusCode !== 200) throw new Error(`changing the profile answered ${statusCode}`)
      },
      get: (path) => kernel.app.inject({ url: path, headers: { authorization: `Bearer ${key}` } }),
      write: (records, integration = 'netflix', connectionId = null) =>
        writeBatch({ userId: id, integration, connectionId, jobId: id, records, stream }),
      writeIgnoringRaw: (records, integration) =>
        writeBatch({ userId: id, integration, connectionId: null, jobId: id, records, stream: ignoringRaw }),
    }
  }
  return {
    kernel,
    ada: await person('ada@example.org'),
    bob: await person('bob@example.org'),
    async itemsLeftOf(userId) {
      const db = kernel.getService(database).tables<LibraryTables>()
      return (await db.selectFrom('media_items').select('id').where('user_id', '=', userId).execute()).length
    },
    async countConnects(work) {
      let connects = 0
      const { pool } = kernel.getService(database)
      const count = () => (connects += 1)
      pool.on('acquire', count)
      await work()
      // Queries that a request leaves running come after its response.
      await new Promise((resolve) => setTimeout(resolve, 100))
      pool.off('acquire', count)
      return connects
    },
    erase: async (userId, platform) =>
      kernel
        .getService(database)
        .transaction<LibraryTables, void>((trx) => deleteItemsOf(trx, userId, platform)),
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

/** A record of an episode, one of many. */
export function record(number: number, more: Partial<MediaRecord> = {}): MediaRecord {
  const day = String((number % 28) + 1).padStart(2, '0')
  const title = `A Show: Season 1: Episode ${number}`
  return {
    externalId: `e${number}`,
    type: 'episode',
    title,
    occurredOn: `2025-03-${day}`,
    raw: { Title: title },
    ...more,
  }
}

async function signIn(kernel: Kernel, email: string): Promise<Record<string, string>> {
  const payload = { email, password: 'correct horse battery' }
  const signedIn = await kernel.app.inject({ method: 'POST', url: '/api/accounts/sign-in/email', payload })
  return Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]))
}

/** Uses an administrator's session, since API keys may not delete users. */
async function deleteUser(kernel: Kernel, id: string, as: string): Promise<void> {
  const { statusCode } = await kernel.app.inject({
    method: 'DELETE',
    url: `/api/admin/accounts/users/${id}`,
    cookies: await signIn(kernel, as),
  })
  if (statusCode !== 204) throw new Error(`deleting the user answered ${statusCode}`)
}
