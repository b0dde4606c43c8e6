import { accounts, accountsPlugin } from '@tributary/accounts'
import { changesPlugin } from '@tributary/changes'
import { createKernel, defineErrors, type Kernel, type Plugin, ProblemError } from '@tributary/core'
import { type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { offeredProviders, type ProviderInstance, providers } from '@tributary/integration-host'
import { field, fields, IntegrationError } from '@tributary/integration-kit'
import {
  type NotificationMessage,
  notificationProvider,
  type WorkflowEvent,
} from '@tributary/integration-kit/providers'
import { metricsPlugin } from '@tributary/metrics'
import { notificationsPlugin } from '@tributary/notifications'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { type RulesOptions, rulesPlugin } from '../src/index.ts'
import type { RulesTables } from '../src/tables.ts'
import { things } from './things-plugin.ts'

type Reply = Awaited<ReturnType<Kernel['app']['inject']>>

/** Where messages and events arrive, by HTTP since several processes send there. */
export const TELEPHONE = '00000000-0000-4000-8000-000000000001'
export const HOME = '00000000-0000-4000-8000-000000000002'

const instances: readonly ProviderInstance[] = [
  { id: TELEPHONE, plugin: 'room', kind: 'notification', name: 'ntfy', state: 'active', revision: 1 },
  { id: HOME, plugin: 'flows', kind: 'workflow', name: 'Home', state: 'active', revision: 1 },
]

const errors = defineErrors({
  INSTANCES_NOT_FOUND: { status: 404, kind: 'config', title: 'Instance not found' },
})

/** Sends what goes through an instance to an address. */
function servicesAt(address: string): Plugin {
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${address}${path}`, { method: 'POST', body: JSON.stringify(body) }).catch(
      (cause: unknown) => {
        throw new IntegrationError('upstream', 'The service cannot be reached.', { cause })
      },
    )
    if (!answer.ok) throw new IntegrationError('upstream', `The service answered ${answer.status}.`)
  }
  return {
    name: 'plugins',
    version: '1.0.0',
    registerServices(context) {
      const form = { instance: fields({ token: field.secret({ label: 'Token' }) }), test: async () => {} }
      context.contribute(
        offeredProviders,
        notificationProvider({ ...form, open: () => ({ send: async () => {} }) }),
      )
      context.registerService(providers, () => ({
        list: async (kind) => instances.filter((each) => each.kind === kind),
        async use({ instance }, work) {
          if (!instances.some(({ id }) => id === instance)) throw new ProblemError(errors.INSTANCES_NOT_FOUND)
          const implementation = {
            send: (message: NotificationMessage) => post('/send', message),
            emit: (event: WorkflowEvent) => post('/emit', event),
          }
          // It is of the kind that is asked for.
          return work(implementation as never)
        },
      }))
    },
  }
}

/** A kernel with what rules need. */
export function makeKernel(given: {
  readonly options: DatabaseOptions
  readonly address: string
  readonly rules: RulesOptions
  readonly log?: string[]
}): Kernel {
  const { options, address, rules, log = [] } = given
  const { now, worker } = rules
  return createKernel({
    plugins: [
      databasePlugin(options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      notificationsPlugin({ now, worker, random: () => 0, lookMilliseconds: 20 }),
      servicesAt(address),
      changesPlugin(),
      metricsPlugin(),
      things,
      rulesPlugin({ lookMilliseconds: 20, ...rules }),
    ],
    logger: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
  })
}

/** One user with an API key. */
export interface Person {
  readonly id: string
  send(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    headers?: object,
  ): Promise<Reply>
  withScopes(scopes: readonly string[]): Promise<Person>
  /** Adds a channel; resolves to its id. */
  addChannel(serviceId?: string, more?: object): Promise<string>
  /** Adds a rule; resolves to its id. */
  addRule(when: object, channelId: string): Promise<string>
  /** The log, the oldest first, as `title · message · state`. */
  log(): Promise<readonly string[]>
}

export interface RulesServer {
  readonly kernel: Kernel
  readonly db: Kysely<RulesTables>
  readonly options: DatabaseOptions
  readonly address: string
  readonly clock: { now: number }
  readonly lines: string[]
  readonly ada: Person
  readonly bob: Person
  /** Writes the value of a day as a sync does. */
  value(
    date: string,
    value: number,
    more?: { readonly metric?: string; readonly user?: string },
  ): Promise<void>
  /** Evaluates what has changed until nothing is left, and sends what is due. */
  settle(): Promise<void>
  another(options?: RulesOptions): Promise<Kernel>
  stop(): Promise<void>
}

export const STEPS = 'fitbit.steps'
const CONNECTION = '00000000-0000-4000-8000-0000000000aa'

export async function startRules(
  address: string,
  {
    start = '2026-11-29T12:00:00Z',
    timeZone = 'UTC',
    ...rules
  }: RulesOptions & { start?: string; timeZone?: string } = {},
): Promise<RulesServer> {
  const place = await prepareTestDatabase()
  const clock = { now: Date.parse(start) }
  const lines: string[] = []
  const kernels: Kernel[] = []
  const boot = async (more: RulesOptions): Promise<Kernel> => {
    const timed = { now: () => clock.now, ...rules, ...more }
    const kernel = makeKernel({ options: place.options, address, rules: timed, log: lines })
    await kernel.boot()
    kernels.push(kernel)
    return kernel
  }
  const kernel = await boot({})
  const db = kernel.getService(database).tables<RulesTables>()
  const person = async (email: string): Promise<Person> => {
    const service = kernel.getService(accounts)
    const preferences = { timeZone }
    const { id } = await service.createUser({
      email,
      password: 'correct horse battery',
      role: 'admin',
      preferences,
    })
    const withScopes = async (scopes: readonly string[]): Promise<Person> => {
      const { key } = await service.createKey({ userId: id, name: 'test', scopes })
      const send: Person['send'] = (method, url, payload, headers) =>
        kernel.app.inject({
          method,
          url,
          headers: { authorization: `Bearer ${key}`, ...headers },
          ...(payload === undefined ? {} : { payload }),
        })
      const created = async (path: string, body: object): Promise<string> => {
        const reply = await send('POST', path, body)
        if (reply.statusCode !== 201) throw new Error(`${reply.statusCode} ${reply.body}`)
        return reply.json<{ id: string }>().id
      }
      return {
        id,
        send,
        withScopes,
        async addChannel(serviceId = TELEPHONE, more = {}) {
          await send('PUT', `/api/admin/notifications/services/${serviceId}`, { isOpen: true })
          return created('/api/notifications/delivery/channels', { serviceId, name: 'Mine', ...more })
        },
        addRule: (when, channelId) => created('/api/rules', { when, channelId }),
        async log() {
          const { items } = (await send('GET', '/api/rules/firings')).json<{
            items: { title: string; message: string; state: string }[]
          }>()
          return items.toReversed().map(({ title, message, state }) => `${title} · ${message} · ${state}`)
        },
      }
    }
    return withScopes(['*'])
  }
  const ada = await person('ada@example.org')
  const value: RulesServer['value'] = async (date, number, { metric = STEPS, user = ada.id } = {}) => {
    await sql`
      insert into daily_metric_values (user_id, date, metric, source, connection_id, number_value, unit)
      values (${user}, ${date}, ${metric}, 'fitbit', ${CONNECTION}, ${number}, 'steps')
      on conflict (user_id, date, metric, source, connection_id)
      do update set number_value = excluded.number_value, updated_at = now()
      where daily_metric_values.number_value is distinct from excluded.number_value`.execute(db)
  }
  // A metric is known by its values where its integration is not running.
  const bob = await person('bob@example.org')
  for (const user of [ada.id, bob.id]) await value('2020-01-01', 1, { user })
  return {
    kernel,
    db,
    options: place.options,
    address,
    clock,
    lines,
    ada,
    bob,
    value,
    settle: () => settle(db, clock),
    another: boot,
    async stop() {
      for (const each of kernels) await each.stop()
      await place.remove()
    },
  }
}

/** The looks follow each other every 20 ms: after several without a change of what they write, nothing is left. */
async function settle(db: Kysely<RulesTables>, clock: { readonly now: number }): Promise<void> {
  let before = ''
  for (let quiet = 0; quiet < 8; ) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    const { rows } = await sql`
      select (select json_agg(json_build_array(id, cursor)) from rules) as rules,
        (select count(*) from rule_subjects where state = 'due' and due_at <= ${new Date(clock.now)}) as due,
        (select json_agg(json_build_array(id, state, attempts)) from notification_deliveries) as sent,
        (select count(*) from notification_channels where leased_by is not null) as leased`.execute(db)
    const now = JSON.stringify(rows)
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
}
