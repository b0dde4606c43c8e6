import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type Database, type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { notificationsPlugin } from '@tributary/notifications'
import type { Kysely } from 'kysely'
import { pino } from 'pino'
import { Type } from 'typebox'
import { type ExportsOptions, exportSources, exportsPlugin } from '../src/index.ts'
import type { ExportsTables } from '../src/tables.ts'
import type { MemoryStorages } from './memory-storages.ts'

type Reply = Awaited<ReturnType<Kernel['app']['inject']>>

/** What a person has: records of a text. */
export interface Things {
  pages: number
  /** Called before each page. */
  beforePage: () => Promise<void>
}

/** The contents `things`: pages of ten records. */
export function thingsPlugin(things: Things): Plugin {
  return {
    name: 'things',
    version: '1.0.0',
    // So that keys can have its scope.
    configureRoutes: () => ({
      routes: async (app) => {
        app.get('/', { schema: { summary: 'Get nothing', response: { 200: Type.Null() } } }, async () => null)
      },
    }),
    registerServices(context) {
      context.contribute(exportSources, {
        contents: 'things',
        displayName: 'Things',
        scopes: ['things:read'],
        count: async () => things.pages * 10,
        open: async function* ({ userId, format, onRecords }) {
          for (let page = 0; page < things.pages; page++) {
            await things.beforePage()
            onRecords(10)
            yield Array.from({ length: 10 }, (_, n) => `${userId} ${format} ${page * 10 + n}\n`).join('')
          }
        },
      })
    },
  }
}

/** One user with an API key. */
export interface Person {
  readonly id: string
  send(
    method: 'GET' | 'HEAD' | 'POST' | 'DELETE',
    path: string,
    more?: { body?: object; headers?: object },
  ): Promise<Reply>
  /** Requests an export of things, and returns its id. */
  export(storage: string, format?: 'csv' | 'jsonl'): Promise<string>
  withScopes(scopes: readonly string[]): Promise<Person>
}

/** A server that keeps exports, and two people. */
export interface ExportsServer {
  readonly kernel: Kernel
  readonly database: Database
  readonly db: Kysely<ExportsTables>
  readonly options: DatabaseOptions
  readonly clock: { now: number }
  readonly things: Things
  readonly ada: Person
  readonly bob: Person
  /** Another process on the same database. */
  another(options?: ExportsOptions, things?: Things): Promise<Kernel>
  stop(): Promise<void>
}

export function makeKernel(given: {
  readonly options: DatabaseOptions
  readonly storages: MemoryStorages
  readonly things: Things
  readonly exports: ExportsOptions
}): Kernel {
  return createKernel({
    plugins: [
      databasePlugin(given.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      notificationsPlugin(),
      given.storages.plugin,
      thingsPlugin(given.things),
      exportsPlugin({ lookMilliseconds: 20, beatMilliseconds: 20, ...given.exports }),
    ],
    logger: pino({ level: 'silent' }),
  })
}

export async function startExports(
  storages: MemoryStorages,
  exports: ExportsOptions = {},
): Promise<ExportsServer> {
  const place = await prepareTestDatabase()
  const clock = { now: Date.now() }
  const things: Things = { pages: 3, beforePage: async () => {} }
  const kernels: Kernel[] = []
  const start = async (more: ExportsOptions, own: Things): Promise<Kernel> => {
    const timed = { now: () => clock.now, random: () => 0, ...exports, ...more }
    const kernel = makeKernel({ options: place.options, storages, things: own, exports: timed })
    const report = await kernel.boot()
    const failed = report.plugins.find(({ state }) => state !== 'ready')
    if (failed !== undefined) throw new Error(`${failed.name}: ${failed.reason}`)
    kernels.push(kernel)
    return kernel
  }
  const kernel = await start({}, things)
  const person = async (email: string): Promise<Person> => {
    const service = kernel.getService(accounts)
    const { id } = await service.createUser({ email, password: 'correct horse battery', role: 'user' })
    const withScopes = async (scopes: readonly string[]): Promise<Person> => {
      const { key } = await service.createKey({ userId: id, name: 'test', scopes })
      const send: Person['send'] = (method, url, { body, headers } = {}) =>
        kernel.app.inject({
          method,
          url,
          headers: { authorization: `Bearer ${key}`, ...headers },
          ...(body === undefined ? {} : { payload: body }),
        })
      return {
        id,
        send,
        withScopes,
        async export(storage, format = 'jsonl') {
          const reply = await send('POST', '/api/exports', { body: { contents: 'things', format, storage } })
          if (reply.statusCode !== 202) throw new Error(`${reply.statusCode} ${reply.body}`)
          return reply.json().id
        },
      }
    }
    return withScopes(['*'])
  }
  return {
    kernel,
    database: kernel.getService(database),
    db: kernel.getService(database).tables<ExportsTables>(),
    options: place.options,
    clock,
    things,
    ada: await person('ada@example.org'),
    bob: await person('bob@example.org'),
    another: (more = {}, own = things) => start(more, own),
    async stop() {
      for (const each of kernels) await each.stop()
      await place.remove()
    },
  }
}
