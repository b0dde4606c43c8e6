import { accounts, accountsPlugin } from '@tributary/accounts'
import { changesPlugin } from '@tributary/changes'
import { createKernel, type Kernel } from '@tributary/core'
import { type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { metricsPlugin } from '@tributary/metrics'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { type AnalyticsOptions, analyticsPlugin } from '../src/index.ts'
import type { AnalyticsTables } from '../src/tables.ts'
import type { MemorySinks } from './memory-sinks.ts'

type Reply = Awaited<ReturnType<Kernel['app']['inject']>>

/** One user with an API key. */
export interface Person {
  readonly id: string
  readonly email: string
  send(method: 'GET' | 'PATCH', path: string, body?: object): Promise<Reply>
  /** Chooses what is sent to an instance; resolves to what the API shows. */
  choose(instance: string, choice: object): Promise<Record<string, unknown>>
  /** What the API shows of an instance. */
  show(instance: string): Promise<Record<string, unknown>>
  withScopes(scopes: readonly string[]): Promise<Person>
}

/** A server that sends to analytics services, and two people. */
export interface AnalyticsServer {
  readonly kernel: Kernel
  readonly db: Kysely<AnalyticsTables>
  readonly options: DatabaseOptions
  readonly clock: { now: number }
  readonly ada: Person
  readonly bob: Person
  /** Writes daily values of a metric: those of so many days from a date on. */
  addValues(person: Person, given: { days: number; value?: number; source?: string }): Promise<void>
  /** Another process on the same database. */
  another(options?: AnalyticsOptions): Promise<Kernel>
  stop(): Promise<void>
}

export function makeKernel(
  options: DatabaseOptions,
  sinks: MemorySinks,
  analytics: AnalyticsOptions,
): Kernel {
  return createKernel({
    plugins: [
      databasePlugin(options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      changesPlugin(),
      metricsPlugin(),
      sinks.plugin,
      analyticsPlugin({ lookMilliseconds: 20, ...analytics }),
    ],
    logger: pino({ level: 'silent' }),
  })
}

export async function startAnalytics(
  sinks: MemorySinks,
  analytics: AnalyticsOptions = {},
): Promise<AnalyticsServer> {
  const place = await prepareTestDatabase()
  const clock = { now: Date.now() }
  const kernels: Kernel[] = []
  const start = async (more: AnalyticsOptions): Promise<Kernel> => {
    const timed = { now: () => clock.now, random: () => 0, ...analytics, ...more }
    const kernel = makeKernel(place.options, sinks, timed)
    const report = await kernel.boot()
    const failed = report.plugins.find(({ state }) => state !== 'ready')
    if (failed !== undefined) throw new Error(`${failed.name}: ${failed.reason}`)
    kernels.push(kernel)
    return kernel
  }
  const kernel = await start({})
  const db = kernel.getService(database).tables<AnalyticsTables>()
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
        email,
        send,
        withScopes,
        choose: async (instance, choice) =>
          (await send('PATCH', `/api/analytics/instances/${instance}`, choice)).json(),
        async show(instance) {
          const { items } = (await send('GET', '/api/analytics/instances')).json()
          return items.find((item: { id: string }) => item.id === instance)
        },
      }
    }
    return withScopes(['*'])
  }
  return {
    kernel,
    db,
    options: place.options,
    clock,
    ada: await person('ada@example.org'),
    bob: await person('bob@example.org'),
    async addValues({ id }, { days, value = 1, source = 'oura' }) {
      await sql`
        insert into daily_metric_values (user_id, date, metric, source, number_value)
        select ${id}, date '2020-01-01' + n, ${`${source}.steps`}, ${source}, ${value}
        from generate_series(0, ${days - 1}::integer) as n
        on conflict on constraint daily_metric_values_identity
        do update set number_value = excluded.number_value, updated_at = now()`.execute(db)
    },
    another: (more = {}) => start(more),
    async stop() {
      for (const each of kernels) await each.stop()
      await place.remove()
    },
  }
}
