import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { type Database, type DatabaseOptions, database, databasePlugin } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { offeredProviders, providers } from '@tributary/integration-host'
import { type NewNotification, notifications, notificationsPlugin } from '../src/index.ts'
import type { NotificationTables } from '../src/tables.ts'
import { InMemoryProviders, offeredByPlugin } from './in-memory-providers.ts'

type Reply = Awaited<ReturnType<Kernel['app']['inject']>>

/** One user with an API key. */
export interface Person {
  readonly id: string
  send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Reply>
  /** Adds a channel through a room, or another instance; resolves to its id. */
  addChannel(serviceId: string, more?: object): Promise<string>
  /** The deliveries of the log, the oldest first, as `title: state reason`. */
  log(): Promise<readonly string[]>
}

/** A server that sends notifications, and two people. It looks for what is due only in `settle`. */
export interface DeliveryServer {
  readonly kernel: Kernel
  readonly database: Database
  readonly options: DatabaseOptions
  readonly clock: { now: number }
  readonly providers: InMemoryProviders
  readonly ada: Person
  readonly bob: Person
  notify(more?: Partial<NewNotification>): Promise<void>
  /** Sends what is due, until nothing is under way. */
  settle(): Promise<void>
  /** Sets the clock, and sends what is due. */
  at(time: string): Promise<void>
  stop(): Promise<void>
}

/** Plugins that offer what is configured, and the one with the instances. */
function servicePlugins(service: InMemoryProviders): Plugin[] {
  const offering = Object.entries(offeredByPlugin).map(
    ([name, provider]): Plugin => ({
      name,
      version: '1.0.0',
      registerServices: (context) => context.contribute(offeredProviders, provider),
    }),
  )
  const instances: Plugin = {
    name: 'plugins',
    version: '1.0.0',
    registerServices: (context) => context.registerService(providers, () => service),
  }
  return [...offering, instances]
}

export async function startDelivery(start = '2026-11-28T12:00:00Z'): Promise<DeliveryServer> {
  const place = await prepareTestDatabase()
  const clock = { now: Date.parse(start) }
  const service = new InMemoryProviders()
  const kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      notificationsPlugin({
        now: () => clock.now,
        random: () => 0,
        publicUrl: 'https://tributary.example.org/',
        lookMilliseconds: 10,
      }),
      ...servicePlugins(service),
    ],
  })
  await kernel.boot()
  const tables = () => kernel.getService(database).tables<NotificationTables>()
  const person = async (email: string): Promise<Person> => {
    const { id } = await kernel
      .getService(accounts)
      .createUser({ email, password: 'correct horse battery', role: 'admin' })
    const { key } = await kernel.getService(accounts).createKey({ userId: id, name: 'test', scopes: ['*'] })
    const send: Person['send'] = (method, path, body) =>
      kernel.app.inject({
        method,
        url: path.startsWith('/api/')
          ? path
          : `/api/notifications${path.startsWith('?') ? path : `/delivery${path}`}`,
        headers: { authorization: `Bearer ${key}` },
        ...(body === undefined ? {} : { payload: body }),
      })
    return {
      id,
      send,
      async addChannel(serviceId, more) {
        const reply = await send('POST', '/channels', { serviceId, name: 'Mine', ...more })
        if (reply.statusCode !== 201) throw new Error(`${reply.statusCode} ${reply.body}`)
        return reply.json<{ id: string }>().id
      },
      async log() {
        const { items } = (await send('GET', '/deliveries')).json<{
          items: { title: string; state: string; reason: string | null }[]
        }>()
        return items
          .toReversed()
          .map(({ title, state, reason }) => `${title}: ${state} ${reason ?? ''}`.trim())
      },
    }
  }
  const ada = await person('ada@example.org')
  const settle = async () => {
    for (;;) {
      const busy = await tables()
        .selectFrom('notification_channels')
        .leftJoin('notification_deliveries as delivery', (join) =>
          join
            .onRef('delivery.channel_id', '=', 'notification_channels.id')
            .on('delivery.state', 'in', ['waiting', 'sending'])
            .on('delivery.next_at', '<=', new Date(clock.now)),
        )
        .select('notification_channels.id')
        .where((where) =>
          where.or([
            where('leased_by', 'is not', null),
            where.and([
              where('delivery.id', 'is not', null),
              where('confirmed_at', 'is not', null),
              where('paused_reason', 'is', null),
              where.or([where('not_before', 'is', null), where('not_before', '<=', new Date(clock.now))]),
            ]),
          ]),
        )
        .execute()
      if (busy.length === 0) return
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  return {
    kernel,
    database: kernel.getService(database),
    options: place.options,
    clock,
    providers: service,
    ada,
    bob: await person('bob@example.org'),
    notify: (more) =>
      kernel.getService(notifications).notify({
        userId: ada.id,
        kind: 'connection_needs_reauth',
        severity: 'warning',
        title: 'Connect again',
        message: 'Fitbit no longer accepts this connection.',
        path: '/connections/7',
        key: 'connection/7',
        ...more,
      }),
    settle,
    async at(time) {
      clock.now = Date.parse(time)
      await settle()
    },
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

/** A service that is opened to people. */
export async function openedService(
  server: DeliveryServer,
  plugin: 'mail' | 'room' = 'room',
  name = 'Operators',
): Promise<string> {
  const id = server.providers.add(plugin, name)
  const reply = await server.ada.send('PUT', `/api/admin/notifications/services/${id}`, { isOpen: true })
  if (reply.statusCode !== 200) throw new Error(`${reply.statusCode} ${reply.body}`)
  return id
}
