import { createKernel, type Kernel, type Plugin, problemTranslators, type Role } from '@tributary/core'
import { database, migrations, toDatabaseProblem } from '@tributary/database'
import { startTestDatabase, type TestDatabase } from '@tributary/database/testing'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { Type } from 'typebox'
import { type Accounts, type AccountsOptions, accounts, accountsPlugin } from '../src/index.ts'

/** A server with accounts and a plugin to try them on, over a database of its own or a given one. */
export interface AccountsServer {
  readonly kernel: Kernel
  readonly accounts: Accounts
  readonly database: TestDatabase
  /** Every line of the log, down to trace. */
  readonly log: string[]
  readonly clock: { now: number }
  inject(options: InjectOptions): Promise<LightMyRequestResponse>
  /** Creates a user with the password `PASSWORD`. */
  createUser(email: string, role?: Role): Promise<string>
  /** Signs in and returns the cookie as a browser would send it. */
  signIn(email: string, password?: string): Promise<string>
  stop(): Promise<void>
}

export const PASSWORD = 'correct horse battery'

const MANY = { max: 1_000_000, within: 60_000 }
const UNLIMITED = { signInPerAddress: MANY, signInPerEmail: MANY, setup: MANY, passwordChange: MANY }

const library: Plugin = {
  name: 'library',
  version: '1.0.0',
  uses: [accounts],
  configureRoutes: () => ({
    async routes(app) {
      const schema = { response: { 200: Type.String() } }
      app.get('/', { schema: { ...schema, summary: 'Read' } }, () => 'read')
      app.post('/', { schema: { ...schema, summary: 'Write' } }, () => 'written')
    },
  }),
}

/** In the list, but not up. */
const idle: Plugin = { name: 'idle', version: '1.0.0' }

export async function startAccountsServer(
  options: Partial<AccountsOptions> & { database?: TestDatabase } = {},
): Promise<AccountsServer> {
  const { database: given, ...rest } = options
  const test = given ?? (await startTestDatabase())
  const log: string[] = []
  const clock = { now: Date.now() }
  const kernel = createKernel({
    logger: pino({ level: 'trace' }, { write: (line) => void log.push(line) }),
    plugins: [
      openDatabase(test),
      accountsPlugin({
        publicUrl: 'http://127.0.0.1:3000',
        limits: UNLIMITED,
        now: () => clock.now,
        ...rest,
      }),
      library,
      idle,
    ],
    disabled: ['idle'],
    http: { origins: options.trustedOrigins ?? [] },
  })
  await kernel.boot()
  const service = kernel.getService(accounts)
  const inject = (request: InjectOptions) => kernel.app.inject(request)
  return {
    kernel,
    accounts: service,
    database: test,
    log,
    clock,
    inject,
    async createUser(email, role = 'user') {
      const { id } = await service.createUser({ email, password: PASSWORD, role })
      return id
    },
    async signIn(email, password = PASSWORD) {
      const reply = await inject({
        method: 'POST',
        url: '/api/accounts/sign-in/email',
        payload: { email, password },
      })
      const [cookie] = reply.cookies
      if (cookie === undefined) throw new Error(`signing in answered ${reply.statusCode}: ${reply.body}`)
      return `${cookie.name}=${encodeURIComponent(cookie.value)}`
    },
    async stop() {
      await kernel.stop()
      if (given === undefined) await test.stop()
    },
  }
}

/** What the database plugin does, for a database that is open already. */
function openDatabase(test: TestDatabase): Plugin {
  return {
    name: 'database',
    version: '1.0.0',
    essential: true,
    registerServices(context) {
      context.registerService(database, () => test.database)
      context.contribute(problemTranslators, toDatabaseProblem)
    },
    async start(context) {
      await test.database.migrate(context.getContributions(migrations))
    },
  }
}
