import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import {
  type ConnectionHealthCounts,
  type ConnectionTest,
  connectionHealth,
  type HealthSubject,
  healthSubjects,
} from '@tributary/integration-host'
import { notificationsPlugin } from '@tributary/notifications'
import { createLogger, operationsPlugin } from '@tributary/operations'
import { secretsPlugin } from '@tributary/secrets'
import type { Kysely } from 'kysely'
import type { HealthTables } from '../../src/health/health-tables.ts'
import { type PluginHealthOptions, pluginsPlugin, settingsPlugin } from '../../src/index.ts'

export const INTERVAL = 300_000

export const WORKS: ConnectionTest = {
  ok: true,
  milliseconds: 12,
  steps: [{ tried: 'Signed in', ok: true, milliseconds: 12 }],
}

export const FAILS: ConnectionTest = {
  ok: false,
  milliseconds: 30,
  steps: [
    {
      tried: 'Signed in',
      ok: false,
      milliseconds: 30,
      problem: 'mail.example.org denied permission.',
      advice: 'Enter valid credentials.',
    },
  ],
}

/** What the subjects of the test plugin answer, and who asked. Shared by all processes. */
export interface MailService {
  subjects: HealthSubject[]
  answer: (id: string, signal: AbortSignal) => Promise<ConnectionTest>
  /** The subjects in the order of their checks. */
  readonly checked: string[]
}

interface NotificationsTable {
  notifications: {
    user_id: string
    kind: string
    severity: string
    title: string
    message: string
    path: string | null
    read_at: Date | null
    id: number
  }
}

export type HealthTestDb = Kysely<HealthTables & NotificationsTable>

export interface HealthServer {
  readonly kernel: Kernel
  readonly db: HealthTestDb
  readonly mail: MailService
  readonly clock: { now: number }
  /** Each line of the log. */
  readonly log: readonly string[]
  /** Another process on the same database. */
  another(): Promise<Kernel>
  restart(): Promise<void>
  get(path: string, as?: 'admin' | 'user'): Promise<{ status: number; body: Body }>
  checkNow(path: string): Promise<{ status: number; body: Body }>
  /** Moves the clock to the next regular check and waits until the subject was checked once more. */
  nextCheck(id?: string): Promise<void>
  stop(): Promise<void>
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
type Body = any

/** A plugin with subjects of the type `instance`, like those that administrators configure. */
function mailPlugin(mail: MailService): Plugin {
  return {
    name: 'mail',
    version: '1.0.0',
    about: { displayName: 'Mail' },
    registerServices(context) {
      context.contribute(healthSubjects, {
        type: 'instance',
        list: async () => mail.subjects,
        check: async (id, signal) => {
          mail.checked.push(id)
          return mail.answer(id, signal)
        },
      })
      const counts: ConnectionHealthCounts = { healthy: 3, degraded: 1, unhealthy: 0, unknown: 2 }
      context.contribute(connectionHealth, async () => new Map([['mail', counts]]))
    },
  }
}

const PASSWORD = 'a long enough password'

export async function startHealthServer(
  options: PluginHealthOptions = {},
  more: readonly Plugin[] = [],
): Promise<HealthServer> {
  const place = await prepareTestDatabase()
  const clock = { now: Date.parse('2026-11-28T12:00:00Z') }
  const log: string[] = []
  const mail: MailService = {
    subjects: [{ id: 'main', plugin: 'mail', name: 'Main server' }],
    answer: async () => WORKS,
    checked: [],
  }
  const kernels: Kernel[] = []
  const start = async () => {
    const kernel = createKernel({
      logger: createLogger({ level: 'debug', destination: { write: (line: string) => void log.push(line) } }),
      plugins: [
        databasePlugin(place.options),
        accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
        secretsPlugin({ dataDir: '/nowhere', masterKey: Buffer.alloc(32, 'm').toString('base64') }),
        settingsPlugin(),
        notificationsPlugin(),
        pluginsPlugin({
          health: {
            now: () => clock.now,
            random: () => 0.5,
            intervalMilliseconds: INTERVAL,
            lookMilliseconds: 10,
            ...options,
          },
        }),
        operationsPlugin({ health: { cacheFor: 0, checkTimeLimit: 10_000 } }),
        mailPlugin(mail),
        ...more,
      ],
    })
    await kernel.boot()
    kernels.push(kernel)
    return kernel
  }
  let kernel = await start()
  const headers = { admin: await keyOf(kernel, 'admin'), user: await keyOf(kernel, 'user') }
  const send = async (method: 'GET' | 'POST', url: string, as: 'admin' | 'user') => {
    const response = await kernel.app.inject({ method, url, headers: headers[as] })
    return { status: response.statusCode, body: response.json() }
  }
  const server: HealthServer = {
    get kernel() {
      return kernel
    },
    get db() {
      return kernel.getService(database).tables<HealthTables & NotificationsTable>()
    },
    mail,
    clock,
    log,
    another: start,
    async restart() {
      await kernel.stop()
      kernel = await start()
    },
    get: (path, as = 'admin') => send('GET', path, as),
    checkNow: (path) => send('POST', `${path}/check`, 'admin'),
    async nextCheck(id = 'main') {
      const before = await countChecks(server.db, id)
      // Later than a regular check, with its jitter.
      clock.now += 1.2 * INTERVAL
      await until(async () => (await countChecks(server.db, id)) > before)
    },
    async stop() {
      for (const each of kernels) await each.stop()
      await place.remove()
    },
  }
  return server
}

async function keyOf(kernel: Kernel, role: 'admin' | 'user'): Promise<{ authorization: string }> {
  const service = kernel.getService(accounts)
  const { id } = await service.createUser({ email: `${role}@example.org`, password: PASSWORD, role })
  const { key } = await service.createKey({ userId: id, name: 'test', scopes: ['*'] })
  return { authorization: `Bearer ${key}` }
}

export async function countChecks(db: HealthTestDb, id: string): Promise<number> {
  const { count } = await db
    .selectFrom('health_checks')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('subject_id', '=', id)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Waits for a condition, for 10 s at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the condition did not become true')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Waits until a worker has found a subject, which is due within 30 s then. */
export async function untilFound(db: HealthTestDb, id: string): Promise<void> {
  await until(async () => {
    const row = await db.selectFrom('health_subjects').select('id').where('id', '=', id).executeTakeFirst()
    return row !== undefined
  })
}
