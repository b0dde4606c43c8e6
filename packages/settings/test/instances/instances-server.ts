import { accounts, accountsPlugin } from '@tributary/accounts'
import { auditPlugin } from '@tributary/audit'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type Database, database, databasePlugin } from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { offeredProviders, type Providers, providers } from '@tributary/integration-host'
import type { Provider } from '@tributary/integration-kit/host'
import { createLogger, SecretRegistry } from '@tributary/operations'
import { parseAllowList } from '@tributary/provider-client'
import { secretsPlugin, type VaultOptions } from '@tributary/secrets'
import { type PluginsOptions, pluginsPlugin, settingsPlugin } from '../../src/index.ts'
import { chatProvider, otherProviders } from './service-providers.ts'

const MASTER_KEY = Buffer.alloc(32, 'm').toString('base64')
const PASSWORD = 'a long enough password'

export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  readonly body: any
  readonly text: string
  readonly etag: string | undefined
}

export interface Ask {
  readonly as?: 'admin' | 'key' | 'user'
  readonly headers?: Readonly<Record<string, string>>
}

/** A process with instances of plugins. */
export interface InstancesServer {
  readonly kernel: Kernel
  readonly providers: Providers
  readonly database: Database
  readonly place: PreparedDatabase
  /** Everything that was logged, as it would be written. */
  readonly log: string[]
  /** Below `/api/admin`, as an administrator who has signed in. */
  ask(method: Method, path: string, body?: object, ask?: Ask): Promise<Answer>
  /** The headers of an administrator who has signed in. */
  readonly session: Readonly<Record<string, string>>
  /** Creates an instance; throws unless it is created. */
  create(instance: object): Promise<string>
  stopKernel(): Promise<void>
  stop(): Promise<void>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface InstancesServerOptions {
  /** The database of another server. */
  readonly place?: PreparedDatabase
  readonly vault?: VaultOptions
  /** Default: the plugin `chat`, with all kinds. */
  readonly plugins?: readonly Plugin[]
  readonly options?: PluginsOptions
}

/** A plain plugin that offers providers. */
export function offering(name: string, ...offered: readonly Provider[]): Plugin {
  return {
    name,
    version: '1.0.0',
    registerServices(context) {
      for (const provider of offered) context.contribute(offeredProviders, provider)
    },
  }
}

export async function startInstances(given: InstancesServerOptions = {}): Promise<InstancesServer> {
  const { vault, plugins = [offering('chat', chatProvider(), ...otherProviders)] } = given
  const place = given.place ?? (await prepareTestDatabase())
  const log: string[] = []
  const secrets = new SecretRegistry()
  const onSecret = (value: string) => secrets.add(value)
  const kernel = createKernel({
    logger: createLogger({
      level: 'trace',
      secrets,
      destination: { write: (line: string) => void log.push(line) },
    }),
    plugins: [
      databasePlugin(place.options),
      auditPlugin(),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      secretsPlugin({
        dataDir: '/nowhere',
        masterKey: MASTER_KEY,
        ...(vault === undefined ? {} : { vault, writes: 'vault' }),
      }),
      settingsPlugin({ onSecret, egressAllow: parseAllowList('127.0.0.1') }),
      pluginsPlugin({ onSecret, egressAllow: parseAllowList('127.0.0.1'), ...given.options }),
      ...plugins,
    ],
  })
  await kernel.boot()
  const headers = await signUp(kernel)
  const ask: InstancesServer['ask'] = async (method, path, body, { as = 'admin', headers: more } = {}) => {
    const response = await kernel.app.inject({
      method,
      url: `/api/admin${path}`,
      headers: { ...headers[as], ...more },
      ...(body === undefined ? {} : { payload: body }),
    })
    return {
      status: response.statusCode,
      body: response.body === '' ? undefined : response.json(),
      text: response.body,
      etag: response.headers['etag']?.toString(),
    }
  }
  return {
    kernel,
    providers: kernel.getService(providers),
    database: kernel.getService(database),
    place,
    log,
    session: headers.admin,
    ask,
    async create(instance) {
      const { status, body, text } = await ask('POST', '/plugins/instances', instance)
      if (status !== 201) throw new Error(`${status} ${text}`)
      return body.id
    },
    stopKernel: () => kernel.stop(),
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

async function signUp(kernel: Kernel) {
  const service = kernel.getService(accounts)
  const createUser = async (role: 'admin' | 'user') => {
    const email = `${crypto.randomUUID()}@example.org`
    return { email, ...(await service.createUser({ email, password: PASSWORD, role })) }
  }
  const signIn = async (email: string) => {
    const url = '/api/accounts/sign-in/email'
    const { cookies } = await kernel.app.inject({
      method: 'POST',
      url,
      payload: { email, password: PASSWORD },
    })
    return { cookie: cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ') }
  }
  const admin = await createUser('admin')
  const { key } = await service.createKey({ userId: admin.id, name: 'test', scopes: ['*'] })
  return {
    admin: await signIn(admin.email),
    key: { authorization: `Bearer ${key}` },
    user: await signIn((await createUser('user')).email),
  }
}
