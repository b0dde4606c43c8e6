import { randomBytes } from 'node:crypto'
import { accounts, accountsPlugin } from '@tributary/accounts'
import { changesPlugin } from '@tributary/changes'
import { connectionsPlugin } from '@tributary/connections'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { integrationPlugin, integrationsPlugin } from '@tributary/integration-host'
import type { Integration } from '@tributary/integration-kit'
import { jobsPlugin } from '@tributary/jobs'
import { libraryPlugin } from '@tributary/library'
import { metricsPlugin } from '@tributary/metrics'
import { notificationsPlugin } from '@tributary/notifications'
import { parseAllowList } from '@tributary/provider-client'
import { secretsPlugin, type VaultOptions } from '@tributary/secrets'
import { settingsPlugin } from '@tributary/settings'
import type { FastifyBaseLogger } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { PASSWORD, Person } from './person.ts'

/** Where the server believes to be reached. Nothing listens there: the tests carry the callback over themselves. */
export const PUBLIC_URL = 'http://127.0.0.1:3999'

export interface ConnectedServer {
  readonly kernel: Kernel
  /** What opens the same database in another process. */
  readonly databaseOptions: object
  /** What its secrets are sealed with. */
  readonly masterKey: string
  /** Looks into the tables. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tables of every plugin
  readonly db: Kysely<any>
  /** A user with a browser that is signed in. */
  person(name: string): Promise<Person>
  /** The credentials that are stored, of whomever: how many. */
  countStored(): Promise<{ readonly connections: number; readonly secrets: number }>
  /** Stops it and starts another on the same database. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface ConnectedServerOptions {
  readonly integrations: readonly Integration[]
  /** Further plugins. */
  readonly plugins?: readonly Plugin[]
  readonly logger?: FastifyBaseLogger
  readonly worker?: boolean
  readonly endpoints?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** Where secrets are written. Default: the database. */
  readonly vault?: VaultOptions
}

/** A server with everything that connecting takes, over a database of its own. */
export async function startConnectedServer(options: ConnectedServerOptions): Promise<ConnectedServer> {
  const place = await prepareTestDatabase()
  const masterKey = randomBytes(32).toString('base64')
  let kernel = await bootKernel({ ...options, place: place.options, masterKey })
  const server: ConnectedServer = {
    get kernel() {
      return kernel
    },
    databaseOptions: place.options,
    masterKey,
    get db() {
      // oxlint-disable-next-line typescript/no-explicit-any -- tables of every plugin
      return kernel.getService(database).tables<any>()
    },
    async person(name) {
      const email = `${name}@example.org`
      await kernel.getService(accounts).createUser({ email, password: PASSWORD, role: 'user' })
      return new Person(server, email).signIn()
    },
    async countStored() {
      const { rows } = await sql<{ connections: number; secrets: number }>`
        select
          (select count(*)::integer from user_integrations) as connections,
          (select count(*)::integer from secrets where owner = 'connections') as secrets`.execute(server.db)
      return rows[0] ?? { connections: -1, secrets: -1 }
    },
    async restart() {
      await kernel.stop()
      kernel = await bootKernel({ ...options, place: place.options, masterKey })
    },
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
  return server
}

interface BootOptions extends ConnectedServerOptions {
  readonly place: DatabaseOptions
  readonly masterKey: string
}

async function bootKernel(options: BootOptions): Promise<Kernel> {
  const { integrations, plugins = [], place, masterKey, endpoints = {}, environment = {} } = options
  const made = integrations.map((integration) => integrationPlugin(integration))
  const kernel = createKernel({
    plugins: [
      databasePlugin(place),
      accountsPlugin({ publicUrl: PUBLIC_URL }),
      secretsPlugin({
        dataDir: place.dataDir,
        masterKey,
        ...(options.vault === undefined ? {} : { vault: options.vault, writes: 'vault' }),
      }),
      settingsPlugin({ environment }),
      notificationsPlugin(),
      changesPlugin(),
      connectionsPlugin({ publicUrl: PUBLIC_URL, endpoints, egressAllow: parseAllowList('127.0.0.1') }),
      jobsPlugin({ worker: options.worker ?? false }),
      metricsPlugin(),
      libraryPlugin(),
      integrationsPlugin(made),
      ...made,
      ...plugins,
    ],
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  })
  const report = await kernel.boot()
  const failed = report.plugins.find((plugin) => plugin.state !== 'ready')
  if (failed !== undefined)
    throw new Error(`plugin "${failed.name}" is ${failed.state}: ${failed.reason ?? ''}`)
  return kernel
}
