import { accounts, accountsPlugin } from '@tributary/accounts'
import { changesPlugin } from '@tributary/changes'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type Database, type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { notificationsPlugin } from '@tributary/notifications'
import { parseAllowList } from '@tributary/provider-client'
import { secretsPlugin, type VaultOptions } from '@tributary/secrets'
import type { Kysely } from 'kysely'
import { pino } from 'pino'
import { type WebhooksOptions, webhooksPlugin } from '../src/index.ts'
import type { WebhooksTables } from '../src/tables.ts'
import { things } from './things-plugin.ts'

export const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')

export interface Clock {
  /** Milliseconds since 1970. */
  now: number
}

type Reply = Awaited<ReturnType<Kernel['app']['inject']>>

/** One user with an API key. */
export interface Person {
  readonly id: string
  send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Reply>
  /** Creates an endpoint and returns its id and secret. */
  createEndpoint(body: object): Promise<{ readonly id: string; readonly secret: string }>
  /** The same person with a key of these scopes. */
  withScopes(scopes: readonly string[]): Promise<Person>
}

/** A server that sends webhooks, and two people. */
export interface WebhooksServer {
  readonly kernel: Kernel
  readonly database: Database
  readonly db: Kysely<WebhooksTables>
  readonly options: DatabaseOptions
  readonly clock: Clock
  readonly ada: Person
  readonly bob: Person
  /** Every line of the log. */
  readonly log: string[]
  /** Another process on the same database. */
  another(options?: WebhooksOptions): Promise<Kernel>
  restart(): Promise<void>
  stop(): Promise<void>
}

interface ServerOptions {
  readonly options: DatabaseOptions
  readonly webhooks: WebhooksOptions
  readonly log?: string[]
  /** Where secrets are written. Default: the database. */
  readonly vault?: VaultOptions | undefined
  readonly more?: readonly Plugin[]
}

/** A kernel with what webhooks need. */
export function makeKernel({ options, webhooks, log = [], vault }: ServerOptions): Kernel {
  return createKernel({
    plugins: [
      databasePlugin(options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      secretsPlugin({
        dataDir: '/nonexistent',
        masterKey: MASTER_KEY,
        ...(vault === undefined ? {} : { vault, writes: 'vault' }),
      }),
      notificationsPlugin(),
      changesPlugin(),
      things,
      webhooksPlugin({ egressAllow: parseAllowList('127.0.0.1'), lookMilliseconds: 20, ...webhooks }),
    ],
    logger: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
  })
}

export async function startWebhooks(
  webhooks: WebhooksOptions = {},
  vault?: VaultOptions,
): Promise<WebhooksServer> {
  const place = await prepareTestDatabase()
  const clock = { now: Date.now() }
  const log: string[] = []
  const kernels: Kernel[] = []
  const start = async (more: WebhooksOptions): Promise<Kernel> => {
    const timed = { now: () => clock.now, random: () => 0, ...webhooks, ...more }
    const kernel = makeKernel({ options: place.options, webhooks: timed, log, vault })
    await kernel.boot()
    kernels.push(kernel)
    return kernel
  }
  let kernel = await start({})
  const person = async (email: string): Promise<Person> => {
    const service = kernel.getService(accounts)
    const { id } = await service.createUser({ email, password: 'correct horse battery', role: 'user' })
    const withScopes = async (scopes: readonly string[]): Promise<Person> => {
      const { key } = await service.createKey({ userId: id, name: 'test', scopes })
      const send: Person['send'] = (method, url, payload) =>
        kernel.app.inject({
          method,
          url,
          headers: { authorization: `Bearer ${key}` },
          ...(payload === undefined ? {} : { payload }),
        })
      return {
        id,
        send,
        withScopes,
        async createEndpoint(body) {
          const reply = await send('POST', '/api/webhooks/endpoints', body)
          if (reply.statusCode !== 201) throw new Error(`${reply.statusCode} ${reply.body}`)
          return reply.json()
        },
      }
    }
    return withScopes(['*'])
  }
  return {
    get kernel() {
      return kernel
    },
    get database() {
      return kernel.getService(database)
    },
    get db() {
      return kernel.getService(database).tables<WebhooksTables>()
    },
    options: place.options,
    clock,
    log,
    ada: await person('ada@example.org'),
    bob: await person('bob@example.org'),
    another: start,
    async restart() {
      await kernel.stop()
      kernel = await start({})
    },
    async stop() {
      for (const each of kernels) await each.stop()
      await place.remove()
    },
  }
}
