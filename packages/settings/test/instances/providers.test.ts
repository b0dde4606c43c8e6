import { text } from 'node:stream/consumers'
import { field, fields } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FakeService, startFakeService } from './fake-service.ts'
import {
  type InstancesServer,
  type InstancesServerOptions,
  offering,
  startInstances,
} from './instances-server.ts'
import { chatProvider, type Events, otherProviders, valuesOf } from './service-providers.ts'

const ROOT = '/plugins/instances'
const TOKEN = 'canary-token-of-the-chat'
const message = { title: 'Title', text: 'Text', severity: 'info' } as const

const running: InstancesServer[] = []
let service: FakeService
const events: Events = { opened: [], closed: [] }
let first: InstancesServer
beforeAll(async () => {
  service = await startFakeService(TOKEN)
  first = await startInstances({ plugins: [offering('chat', chatProvider(events), ...otherProviders)] })
})
afterAll(async () => {
  await first.stop()
  await service.stop()
})
afterEach(async () => {
  service.answer = undefined
  for (const server of running.splice(0).toReversed()) await server.stopKernel()
  for (const { id } of (await first.ask('GET', ROOT)).body.items) await first.ask('DELETE', `${ROOT}/${id}`)
  // What was deleted is closed.
  await vi.waitFor(() => expect(events.closed).toHaveLength(events.opened.length), { timeout: 20_000 })
  for (const list of [events.opened, events.closed]) list.length = 0
})

/** Another process over the same database. */
async function startSecond(
  own: Events = { opened: [], closed: [] },
  more: InstancesServerOptions = {},
): Promise<InstancesServer> {
  const plugins = [offering('chat', chatProvider(own), ...otherProviders)]
  const server = await startInstances({ plugins, place: first.place, ...more })
  running.push(server)
  return server
}

const createChat = (name = 'operators', room = '#operators') =>
  first.create({
    plugin: 'chat',
    kind: 'notification',
    name,
    values: { ...valuesOf('notification', service.url, TOKEN), room },
  })
const send = (instance = 'operators', server = first) =>
  server.providers.use({ kind: 'notification', instance }, (channel) => channel.send(message))
const roomOfLast = () => JSON.parse(service.received.at(-1)?.body ?? '{}').room as string
const change = (id: string, values: object) => first.ask('PATCH', `${ROOT}/${id}`, { values })

describe('an instance is used', () => {
  test('by its id, its name, or its plugin and name; opened once', async () => {
    const id = await createChat()
    await Promise.all([send(id), send(id), send('operators'), send('chat/operators')])
    expect(events.opened).toEqual(['#operators'])
    expect(await first.providers.list('notification')).toEqual([
      { id, plugin: 'chat', kind: 'notification', name: 'operators', state: 'active', revision: 1 },
    ])
  })

  test('with a name that two plugins have, only with its plugin', async () => {
    const second = await startSecond(undefined, {
      plugins: [offering('chat', chatProvider()), offering('pager', chatProvider())],
    })
    await createChat()
    const values = { ...valuesOf('notification', service.url, TOKEN), room: '#pager' }
    await second.create({ plugin: 'pager', kind: 'notification', name: 'operators', values })
    await expect(send('operators', second)).rejects.toMatchObject({
      code: 'INSTANCES_AMBIGUOUS',
      message: expect.stringContaining('"pager/operators"'),
    })
    await send('pager/operators', second)
    expect(roomOfLast()).toBe('#pager')
  })

  test('of every other kind by its contract', async () => {
    for (const kind of ['storage', 'search', 'authentication', 'analytics', 'workflow', 'payment'] as const)
      await first.create({ plugin: 'chat', kind, name: 'one', values: valuesOf(kind, service.url, TOKEN) })
    const { use } = first.providers
    const contents = 'x'.repeat(200_000)
    await use({ kind: 'storage', instance: 'one' }, (storage) =>
      storage.write('a/b', new Blob([contents]).stream()),
    )
    const read = await use({ kind: 'storage', instance: 'one' }, async (storage) =>
      text((await storage.read('a/b')) ?? new ReadableStream()),
    )
    expect(read).toBe(contents)
    await use({ kind: 'storage', instance: 'one' }, (storage) => storage.delete('a/b'))
    expect(await use({ kind: 'storage', instance: 'one' }, (storage) => storage.read('a/b'))).toBeUndefined()
    expect(
      await use({ kind: 'search', instance: 'one' }, (index) =>
        index.query({ personId: 'ada', text: 'a', limit: 2 }),
      ),
    ).toEqual({ ids: ['one', 'two'], estimatedTotal: 2 })
    const returned = { redirectUri: 'https://example.org', state: 's', query: { state: 's', code: 'c' } }
    const identity = await use({ kind: 'authentication', instance: 'one' }, async (signIn) => {
      const { kept } = await signIn.begin(returned)
      return signIn.complete({ ...returned, kept })
    })
    expect(identity).toEqual({ issuer: expect.any(String), subject: 'ada', name: 'Ada' })
    const rawBody = Buffer.from('{}')
    expect(
      await use({ kind: 'payment', instance: 'one' }, (payments) =>
        payments.verify({ headers: new Headers(), rawBody }),
      ),
    ).toBeUndefined()
  })

  test('unless it is missing, disabled, invalid or its plugin is not running: the error says which, and what to do', async () => {
    await expect(send('nobody')).rejects.toMatchObject({
      code: 'INSTANCES_NOT_FOUND',
      message: expect.stringContaining('"nobody"'),
    })
    const id = await createChat()
    await send()
    await first.ask('POST', `${ROOT}/${id}/disable`)
    await expect(send()).rejects.toMatchObject({
      code: 'INSTANCES_DISABLED',
      message: expect.stringContaining('/enable'),
    })
    await vi.waitFor(() => expect(events.closed).toEqual(['#operators']), { timeout: 20_000 })
    await first.ask('POST', `${ROOT}/${id}/enable`)
    const pool = first.database.pool
    await pool.query(
      `update plugin_instances set configuration = configuration - 'room', revision = revision + 1`,
    )
    await expect(send()).rejects.toMatchObject({
      code: 'INSTANCES_INVALID',
      message: expect.stringContaining('Room: Enter a value.'),
    })
    expect(await first.providers.list('notification')).toMatchObject([{ state: 'invalid' }])
    await change(id, { room: '#operators' })
    await pool.query(`delete from secrets where owner = 'plugins'`)
    await pool.query(`update plugin_instances set revision = revision + 1`)
    await expect(send()).rejects.toMatchObject({
      code: 'INSTANCES_INVALID',
      message: expect.stringContaining('Token:'),
    })
    const second = await startSecond(undefined, { plugins: [] })
    await expect(send('operators', second)).rejects.toMatchObject({
      code: 'INSTANCES_UNAVAILABLE',
      message: expect.stringContaining('chat'),
    })
    expect(await second.providers.list('notification')).toMatchObject([{ state: 'unavailable' }])
    expect((await second.ask('GET', `${ROOT}/${id}`)).body).toMatchObject({ state: 'unavailable' })
    expect((await second.ask('GET', `${ROOT}/${id}/configuration`)).body).toMatchObject({
      code: 'INSTANCES_UNAVAILABLE',
    })
    expect((await second.ask('POST', `${ROOT}/${id}/disable`)).body).toMatchObject({ state: 'disabled' })
    expect(await second.ask('DELETE', `${ROOT}/${id}`)).toMatchObject({ status: 204 })
  })
})

describe('a change of the configuration', () => {
  test('is effective at the next use, in two processes at once', async () => {
    const second = await startSecond()
    const id = await createChat()
    for (const server of [first, second]) {
      await send(id, server)
      expect(roomOfLast()).toBe('#operators')
    }
    await change(id, { room: '#night' })
    for (const server of [second, first]) {
      await send(id, server)
      expect(roomOfLast()).toBe('#night')
    }
    await second.ask('PATCH', `${ROOT}/${id}`, { values: { token: 'another-token' } })
    for (const server of [first, second])
      await expect(send(id, server)).rejects.toMatchObject({ code: 'auth_expired' })
    await second.ask('DELETE', `${ROOT}/${id}`)
    for (const server of [first, second])
      await expect(send(id, server)).rejects.toMatchObject({ code: 'INSTANCES_NOT_FOUND' })
  })

  test('closes what was opened before, after its last call has ended', async () => {
    const id = await createChat()
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    let answer = () => {}
    service.answer = (_request, response) => {
      answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      ask()
    }
    const slow = send(id)
    await asked
    service.answer = undefined
    await change(id, { room: '#night' })
    await send(id)
    expect(events).toEqual({ opened: ['#operators', '#night'], closed: [] })
    answer()
    await slow
    await vi.waitFor(() => expect(events.closed).toEqual(['#operators']), { timeout: 20_000 })
  })

  test('that arrives while a process is about to use the earlier one never opens the earlier one again', async () => {
    const id = await createChat()
    const uses = Array.from({ length: 30 }, async (_, n) => {
      if (n % 5 === 0) await change(id, { room: `#${'abcdef'[n / 5]}` })
      await send(id)
    })
    await Promise.all(uses)
    await send(id)
    const { body } = await first.ask('GET', `${ROOT}/${id}/configuration`)
    expect(roomOfLast()).toBe(body.values.room)
    // One for each revision at most.
    expect(events.opened.length).toBeLessThanOrEqual(7)
    await vi.waitFor(() => expect(events.closed).toHaveLength(events.opened.length - 1), { timeout: 20_000 })
  })

  test('that comes between the row and its secrets is not mixed with what was before', async () => {
    const id = await createChat()
    const connection = await first.database.pool.connect()
    await connection.query('begin')
    await connection.query('lock table secrets in access exclusive mode')
    const sending = send(id)
    // It has read the row, and waits for the secrets.
    await vi.waitFor(
      async () => {
        const { rowCount } = await first.database.pool.query(
          `select from pg_locks where relation = 'secrets'::regclass and not granted`,
        )
        expect(rowCount).toBe(1)
      },
      { timeout: 20_000 },
    )
    await connection.query(
      `update plugin_instances set configuration = configuration || '{"room": "#night"}', revision = revision + 1`,
    )
    await connection.query('commit')
    connection.release()
    await sending
    expect(roomOfLast()).toBe('#night')
  })

  test('of a plugin that is loaded again opens it with the new plugin, and keeps nothing of the old one', async () => {
    const id = await createChat()
    const [older, newer]: Events[] = [
      { opened: [], closed: [] },
      { opened: [], closed: [] },
    ]
    const second = await startSecond(older)
    await send(id, second)
    await second.stopKernel()
    expect(older).toEqual({ opened: ['#operators'], closed: ['#operators'] })
    await send(id, await startSecond(newer))
    expect(newer?.opened).toEqual(['#operators'])
    expect(older?.opened).toHaveLength(1)
  })
})

describe('what goes wrong', () => {
  test('with one of several instances does not affect the others', async () => {
    const down = await startFakeService(TOKEN)
    await createChat('good')
    await createChat('another', '#another')
    const id = await createChat('down')
    await change(id, { address: down.url })
    await down.stop()
    const results = await Promise.allSettled(
      ['good', 'down', 'another', 'down', 'good'].map((name) => send(name)),
    )
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    await expect(send('down')).rejects.toMatchObject({ code: 'upstream' })
    expect((await first.ask('GET', `${ROOT}/${id}/health`)).body).toMatchObject({ status: 'unhealthy' })
  })

  test('is without secrets, also if the service repeats them', async () => {
    await createChat()
    service.answer = (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: `Bearer ${TOKEN}` }))
    await expect(send()).rejects.toSatisfy(
      (error: Error) => !`${error.message} ${JSON.stringify(error)}`.includes(TOKEN),
    )
  })

  test('a service that does not answer ends a use, and its request', async () => {
    await createChat()
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    service.answer = (request) => void request.on('close', () => resolve())
    const target = { kind: 'notification', instance: 'operators', milliseconds: 50 } as const
    await expect(first.providers.use(target, (channel) => channel.send(message))).rejects.toMatchObject({
      code: 'INSTANCES_TIME_LIMIT',
    })
    await closed
    service.answer = undefined
    await send()
    expect(events.opened).toHaveLength(1)
  })

  test('an instance that cannot be opened is tried again at the next use', async () => {
    let attempts = 0
    const moody = notificationProvider({
      instance: fields({ token: field.secret({ label: 'Token' }) }),
      test: async () => {},
      open({ config, signal }) {
        attempts += 1
        if (attempts === 1) throw new Error(`no luck with ${config.token}`)
        if (attempts === 2) return new Promise((_, reject) => signal.addEventListener('abort', reject))
        return { send: async () => {} }
      },
    })
    const second = await startSecond(undefined, {
      plugins: [offering('moody', moody)],
      options: { useMilliseconds: 1_000 },
    })
    await second.create({ plugin: 'moody', kind: 'notification', name: 'moody', values: { token: TOKEN } })
    await expect(send('moody', second)).rejects.toMatchObject({
      code: 'INSTANCES_CANNOT_OPEN',
      message: 'The instance "moody" of the plugin moody cannot be opened: no luck with ***',
    })
    await expect(send('moody', second)).rejects.toMatchObject({ code: 'INSTANCES_TIME_LIMIT' })
    await send('moody', second)
    expect(attempts).toBe(3)
  })

  test('an instance that cannot be closed is logged, and the server stops', async () => {
    const stubborn = notificationProvider({
      instance: fields({}),
      test: async () => {},
      open: () => ({ send: async () => {}, close: () => Promise.reject(new Error('will not')) }),
    })
    const second = await startSecond(undefined, { plugins: [offering('stubborn', stubborn)] })
    await second.create({ plugin: 'stubborn', kind: 'notification', name: 'stubborn', values: {} })
    await send('stubborn', second)
    await second.stopKernel()
    expect(second.log.join('')).toContain('an instance could not be closed')
  })
})

describe('a plugin whose provider cannot work', () => {
  test('is quarantined with what to change, and the others are served', async () => {
    const twice = offering('twice', chatProvider(), chatProvider())
    const noForm = offering('no-form', { ...chatProvider(), instance: undefined } as never)
    const forged = offering('forged', {
      kind: 'notification',
      instance: fields({}),
      test() {},
      open() {},
    } as never)
    const second = await startSecond(undefined, {
      plugins: [twice, noForm, forged, offering('chat', chatProvider(events))],
    })
    const reasons = Object.fromEntries(
      second.kernel.report().plugins.map(({ name, reason }) => [name, reason]),
    )
    expect(reasons['twice']).toContain('offers two providers of the kind "notification": leave one')
    expect(reasons['no-form']).toContain('has no form "instance"')
    expect(reasons['forged']).toContain('write notificationProvider({ … })')
    await createChat()
    await send('operators', second)
  })
})
