import { accounts, accountsPlugin } from '@tributary/accounts'
import { auditPlugin } from '@tributary/audit'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { databasePlugin } from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { type Configuration, configurations } from '@tributary/integration-host'
import { field } from '@tributary/integration-kit'
import { createLogger, SecretRegistry } from '@tributary/operations'
import { parseAllowList } from '@tributary/provider-client'
import { secretsPlugin, type VaultOptions } from '@tributary/secrets'
import { Type } from 'typebox'
import { settingsPlugin } from '../src/index.ts'

const MASTER_KEY = Buffer.alloc(32, 'm').toString('base64')

/** A plugin with a configuration of every sort that matters here. */
export const player: Configuration = {
  schema: Type.Object({
    clientId: field.text({
      label: 'Client ID',
      env: 'PLAYER_CLIENT_ID',
      minLength: 3,
      rules: [{ must: { pattern: '^[a-z-]*$' }, message: 'It has small letters only.' }],
    }),
    clientSecret: field.secret({ label: 'Client secret', env: 'PLAYER_CLIENT_SECRET', minLength: 8 }),
    days: field.integer({ label: 'Days', default: 7, minimum: 1, maximum: 30, env: 'PLAYER_DAYS' }),
    market: field.select({ label: 'Market', choices: ['CH', 'DE'], required: false }),
    kinds: field.multiSelect({ label: 'Kinds', choices: ['song', 'episode'], required: false }),
    extra: field.json({ label: 'Extra', required: false }),
    signingKey: field.secret({ label: 'Signing key', required: false }),
    homepage: field.url({ label: 'Homepage', required: false }),
    notes: field.textarea({ label: 'Notes', required: false }),
  }),
  setupInfo: () => [
    { label: 'Redirect URI', value: 'https://data.example.org/api/player/callback', copyable: true },
    { label: 'Status', value: 'In production' },
  ],
}

/** A kernel with settings, and how to speak to it. */
export interface SettingsServer {
  readonly kernel: Kernel
  readonly place: PreparedDatabase
  /** Everything that was logged, at trace level, as it would be written. */
  readonly log: readonly string[]
  /** Asks as an administrator who has signed in unless told otherwise. */
  ask(request: Ask): Promise<Answer>
  readonly adminId: string
  /** Stops this kernel alone. */
  stopKernel(): Promise<void>
  stop(): Promise<void>
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path?: string
  readonly body?: object
  /** Default: `/api/admin/settings`. */
  readonly mount?: string
  readonly as?: 'admin' | 'key' | 'user' | 'anonymous' | 'scopeless'
}

export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  readonly body: any
  readonly text: string
}

export interface SettingsServerOptions {
  /** The database of another server. */
  readonly place?: PreparedDatabase
  readonly environment?: Readonly<Record<string, string>>
  readonly plugins?: readonly Plugin[]
  readonly playerSettings?: Configuration
  readonly vault?: VaultOptions
  /** Of the service that fields load their choices from. */
  readonly egressAllow?: string
  readonly choicesMilliseconds?: number
  readonly auditing?: boolean
}

export function pluginWith(name: string, ...given: readonly Configuration[]): Plugin {
  return {
    name,
    version: '1.0.0',
    registerServices(context) {
      for (const configuration of given) context.contribute(configurations, configuration)
    },
  }
}

export async function startSettingsServer(options: SettingsServerOptions = {}): Promise<SettingsServer> {
  const place = options.place ?? (await prepareTestDatabase())
  const log: string[] = []
  const secrets = new SecretRegistry()
  const kernel = createKernel({
    logger: createLogger({
      level: 'trace',
      secrets,
      destination: { write: (line: string) => void log.push(line) },
    }),
    plugins: [
      databasePlugin(place.options),
      ...(options.auditing === true ? [auditPlugin()] : []),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      secretsPlugin({
        dataDir: '/nowhere',
        masterKey: MASTER_KEY,
        vault: options.vault,
        writes: options.vault === undefined ? 'sealed' : 'vault',
      }),
      settingsPlugin({
        environment: options.environment,
        onSecret: (value) => secrets.add(value),
        egressAllow: parseAllowList(options.egressAllow ?? ''),
        choicesMilliseconds: options.choicesMilliseconds,
      }),
      pluginWith('player', options.playerSettings ?? player),
      ...(options.plugins ?? []),
    ],
  })
  await kernel.boot()
  const service = kernel.getService(accounts)
  const password = 'a long enough password'
  const createUser = async (role: 'admin' | 'user') => {
    const email = `${crypto.randomUUID()}@example.org`
    return { email, ...(await service.createUser({ email, password, role })) }
  }
  const signIn = async (email: string) => {
    const url = '/api/accounts/sign-in/email'
    const { cookies } = await kernel.app.inject({ method: 'POST', url, payload: { email, password } })
    return { cookie: cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ') }
  }
  const keyOf = async (userId: string, scopes: string[]) => {
    const { key } = await service.createKey({ userId, name: 'test', scopes })
    return { authorization: `Bearer ${key}` }
  }
  const admin = await createUser('admin')
  const headers = {
    admin: await signIn(admin.email),
    key: await keyOf(admin.id, ['*']),
    user: await signIn((await createUser('user')).email),
    scopeless: await keyOf(admin.id, ['accounts:read']),
    anonymous: {},
  }
  return {
    kernel,
    place,
    log,
    adminId: admin.id,
    async ask({ method = 'GET', path = '/player', body, mount = '/api/admin/settings', as = 'admin' }) {
      const response = await kernel.app.inject({
        method,
        url: `${mount}${path}`,
        headers: headers[as],
        ...(body === undefined ? {} : { payload: body }),
      })
      return {
        status: response.statusCode,
        body: response.body === '' ? undefined : response.json(),
        text: response.body,
      }
    },
    stopKernel: () => kernel.stop(),
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}
