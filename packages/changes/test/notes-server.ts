import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import {
  type Database,
  type DatabaseOptions,
  database,
  databasePlugin,
  migrations,
} from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { type Generated, type Kysely, sql, type Transaction } from 'kysely'
import {
  type ChangesOptions,
  type ChangeType,
  changesPlugin,
  changeTypes,
  indexChanges,
  trackChanges,
} from '../src/index.ts'
import type { ChangesTables } from '../src/tables.ts'

/** A table whose ids are used again, as those of values are. */
interface NotesTables extends ChangesTables {
  notes: { user_id: string; name: string; text: string; hidden: number | null; updated_at: Date }
  entries: { id: Generated<number>; user_id: string; text: string; updated_at: Generated<Date> }
}

type Trx = Transaction<NotesTables>

/** A server with a kind of resource that can be followed. */
export interface NotesServer {
  readonly kernel: Kernel
  readonly database: Database
  readonly db: Kysely<NotesTables>
  readonly options: DatabaseOptions
  readonly ada: Person
  readonly bob: Person
  /** A second server on the same database, which the caller stops. */
  another(): Promise<Kernel>
  /** Stops the server and starts another on the same database. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface Person {
  readonly id: string
  readonly key: string
  get(path: string): Promise<{ readonly statusCode: number; json<T = Page>(): T }>
}

export interface Page {
  readonly items: readonly {
    readonly type: string
    readonly id: string
    readonly change: 'upsert' | 'delete'
    readonly resource: { readonly text: string } | null
  }[]
  readonly nextCursor: string
  readonly hasMore: boolean
  readonly code: string
}

export const noteTypes: readonly ChangeType[] = [
  {
    type: 'entry',
    scopes: ['notes:read'],
    table: 'entries',
    id: 'id::text',
    key: [['id', 'bigint']],
    columns: ['id', 'text', 'updated_at'],
    instants: ['updated_at'],
    view: ({ text }: { readonly text: string }) => ({ text }),
  },
  {
    type: 'note',
    scopes: ['notes:read'],
    table: 'notes',
    id: 'name',
    key: [['name', 'text']],
    columns: ['name', 'text', 'updated_at'],
    instants: ['updated_at'],
    isBack: 'exists (select from notes where notes.user_id = gone.user_id and notes.name = gone.id)',
    view: ({ text }: { readonly text: string }) => ({ text }),
  },
]

const notes: Plugin = {
  name: 'notes',
  version: '1.0.0',
  uses: [database],
  registerServices(context) {
    context.contribute(migrations, {
      '0001-create-notes': {
        async up(db) {
          await sql`
            create table notes (
              user_id text, name text, text text, hidden integer, updated_at timestamptz not null default now(),
              primary key (user_id, name)
            )`.execute(db)
          await sql`insert into notes (user_id, name, text) select 'old', 'old' || n, '' from generate_series(1, 5) n`.execute(
            db,
          )
          await sql`
            create table entries (
              id bigint generated always as identity primary key, user_id text, text text,
              updated_at timestamptz not null default now()
            )`.execute(db)
          await sql`insert into entries (user_id, text) select 'old', 'entry' from generate_series(1, 5) n`.execute(
            db,
          )
          await trackChanges(db, {
            table: 'entries',
            type: 'entry',
            id: 'id::text',
            shown: ['text'],
          })
          await trackChanges(db, { table: 'notes', type: 'note', id: 'name', shown: ['text'] })
        },
      },
      '0002-index-changes': {
        transaction: 'none',
        async up(db) {
          await indexChanges(db, { table: 'entries', by: ['id'] })
          await indexChanges(db, { table: 'notes', by: [] })
        },
      },
    })
    for (const type of noteTypes) context.contribute(changeTypes, type)
  },
}

export async function startNotes(
  options: ChangesOptions = {},
  given?: PreparedDatabase,
): Promise<NotesServer> {
  const place = given ?? (await prepareTestDatabase())
  let kernel = await boot(place.options, options)
  const person = async (email: string): Promise<Person> => {
    const service = kernel.getService(accounts)
    const { id } = await service.createUser({ email, password: 'correct horse battery', role: 'user' })
    const { key } = await service.createKey({ userId: id, name: 'test', scopes: ['*'] })
    return {
      id,
      key,
      get: (path) => kernel.app.inject({ url: path, headers: { authorization: `Bearer ${key}` } }),
    }
  }
  return {
    get kernel() {
      return kernel
    },
    get database() {
      return kernel.getService(database)
    },
    get db() {
      return kernel.getService(database).tables<NotesTables>()
    },
    options: place.options,
    ada: await person('ada@example.org'),
    bob: await person('bob@example.org'),
    another: () => boot(place.options, options),
    async restart() {
      await kernel.stop()
      kernel = await boot(place.options, options)
    },
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

async function boot(place: DatabaseOptions, options: ChangesOptions): Promise<Kernel> {
  const kernel = createKernel({
    plugins: [
      databasePlugin(place),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      changesPlugin(options),
      notes,
    ],
  })
  await kernel.boot()
  return kernel
}

export async function write(db: Kysely<NotesTables> | Trx, { id }: Person, texts: Record<string, string>) {
  const values = Object.entries(texts).map(([name, text]) => ({
    user_id: id,
    name,
    text,
    hidden: null,
    updated_at: new Date(),
  }))
  await db
    .insertInto('notes')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'name']).doUpdateSet((eb) => ({ text: eb.ref('excluded.text') })),
    )
    .execute()
}

export async function erase(db: Kysely<NotesTables> | Trx, { id }: Person, name: string): Promise<void> {
  await db.deleteFrom('notes').where('user_id', '=', id).where('name', '=', name).execute()
}

/** A transaction that stays open until it is told to go on. */
export async function openTransaction(
  { database: own }: NotesServer,
  work: (trx: Trx) => Promise<void>,
): Promise<{ commit(): Promise<void> }> {
  const begun = Promise.withResolvers<void>()
  const told = Promise.withResolvers<void>()
  const ended = own.transaction<NotesTables, void>(async (trx) => {
    await work(trx)
    begun.resolve()
    await told.promise
  })
  ended.catch(begun.reject)
  await begun.promise
  return {
    commit() {
      told.resolve()
      return ended
    },
  }
}

/** A client that asks now and then, and keeps what it has in a map. */
export class PollingClient {
  readonly notes = new Map<string, string>()
  readonly received: string[] = []
  readonly #person: Person
  readonly #limit: number
  cursor: string | undefined

  constructor(person: Person, { limit = 50, cursor }: { limit?: number; cursor?: string } = {}) {
    this.#person = person
    this.#limit = limit
    this.cursor = cursor
  }

  /** Resolves to what has come, in order. */
  async catchUp(): Promise<string[]> {
    const before = this.received.length
    while (await this.ask());
    return this.received.slice(before)
  }

  /** Reads one page; whether there is more. */
  async ask(): Promise<boolean> {
    const page = await this.#page()
    this.received.push(...page.items.map((change) => this.#apply(change)))
    this.cursor = page.nextCursor
    return page.hasMore
  }

  async #page(): Promise<Page> {
    const cursor = this.cursor === undefined ? '' : `&cursor=${encodeURIComponent(this.cursor)}`
    const answer = await this.#person.get(`/api/changes?limit=${this.#limit}${cursor}`)
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.json().code}`)
    return answer.json()
  }

  #apply({ id, change, resource }: Page['items'][number]): string {
    if (change === 'delete') {
      this.notes.delete(id)
      return `-${id}`
    }
    this.notes.set(id, resource?.text ?? '')
    return `${id}=${resource?.text}`
  }
}
