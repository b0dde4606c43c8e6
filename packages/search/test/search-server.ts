import { accounts, accountsPlugin } from '@tributary/accounts'
import { changesPlugin } from '@tributary/changes'
import { createKernel, type Kernel, silentLogger } from '@tributary/core'
import { type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { operationsPlugin } from '@tributary/operations'
import { sql } from 'kysely'
import { type SearchOptions, searchPlugin } from '../src/index.ts'
import type { Db } from '../src/parts.ts'
import type { SearchTables } from '../src/tables.ts'
import { SearchInstances } from './search-instances.ts'
import { createFoundDocuments, TableIndex } from './table-index.ts'

export const LOOK_MILLISECONDS = 20

interface Item {
  readonly title: string
  readonly creators?: readonly string[]
  readonly integration?: string
  readonly occurredAt?: string
}

/** One user with an API key. */
export interface Person {
  readonly id: string
  /** Returns the ids. */
  add(items: readonly Item[]): Promise<number[]>
  /** The titles that the list has for a text. */
  find(text: string, query?: string): Promise<string[]>
  get(path: string): Promise<Awaited<ReturnType<Kernel['app']['inject']>>>
}

/** A server with a library whose items are found by the index `one`, and an index `two`. */
export interface SearchServer {
  readonly kernel: Kernel
  readonly db: Db
  readonly options: DatabaseOptions
  readonly instances: SearchInstances
  readonly one: TableIndex
  readonly two: TableIndex
  readonly clock: { now: number }
  readonly ada: Person
  readonly bob: Person
  /** What `/health` answers, as text. */
  health(): Promise<string>
  state(): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

/** The plugins of a server and of each process beside it. */
export function makeKernel(
  options: DatabaseOptions,
  instances: SearchInstances,
  search: SearchOptions,
): Kernel {
  return createKernel({
    plugins: [
      databasePlugin(options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      changesPlugin(),
      jobsPlugin({ worker: false }),
      libraryPlugin(),
      instances.plugin,
      searchPlugin({ lookMilliseconds: LOOK_MILLISECONDS, ...search }),
      operationsPlugin({ health: { cacheFor: 0, checkTimeLimit: 10_000 } }),
    ],
    logger: silentLogger,
  })
}

export async function startSearch(search: SearchOptions = {}): Promise<SearchServer> {
  const place = await prepareTestDatabase()
  const instances = new SearchInstances()
  const clock = { now: Date.now() }
  const kernel = makeKernel(place.options, instances, { now: () => clock.now, ...search })
  await kernel.boot()
  const db = kernel.getService(database).tables<SearchTables>()
  await createFoundDocuments(db)
  const [one, two] = [new TableIndex(db, 'one'), new TableIndex(db, 'two')]
  instances.add('one', one)
  instances.add('two', two)
  const ada = await person(kernel, db, 'ada@example.org')
  return {
    kernel,
    db,
    options: place.options,
    instances,
    one,
    two,
    clock,
    ada,
    bob: await person(kernel, db, 'bob@example.org'),
    health: async () => (await ada.get('/health')).body,
    state: async () => (await ada.get('/api/admin/search')).json(),
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

async function person(kernel: Kernel, db: Db, email: string): Promise<Person> {
  const service = kernel.getService(accounts)
  const { id } = await service.createUser({ email, password: 'correct horse battery', role: 'admin' })
  const { key } = await service.createKey({ userId: id, name: 'test', scopes: ['*'] })
  const get: Person['get'] = (url) => kernel.app.inject({ url, headers: { authorization: `Bearer ${key}` } })
  return {
    id,
    get,
    async add(items) {
      const ids: number[] = []
      for (const { title, creators, integration = 'netflix', occurredAt = '2026-01-01T00:00:00Z' } of items) {
        const { rows } = await sql<{ id: number }>`
          insert into media_items (user_id, platform, external_id, type, title, creators, occurred_on, occurred_at, sort_at, identity, raw)
          values (${id}, ${integration}, ${crypto.randomUUID()}, 'movie', ${title}, ${JSON.stringify(creators ?? null)}::jsonb,
            ${occurredAt.slice(0, 10)}::date, ${occurredAt}::timestamptz, ${occurredAt}::timestamptz, gen_random_uuid(), '{}')
          returning id`.execute(db)
        ids.push(...rows.map((row) => row.id))
      }
      return ids
    },
    async find(text, query = '') {
      const answer = await get(`/api/library/items?text=${encodeURIComponent(text)}${query}`)
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
      return answer
        .json()
        .items.map(({ title }: { title: string }) => title)
        .toSorted()
    },
  }
}
