import type { Plugin, PluginContext } from '@tributary/core'
import { offeredProviders } from '@tributary/integration-host'
import { field, fields, IntegrationError } from '@tributary/integration-kit'
import { workflowProvider } from '@tributary/integration-kit/providers'
import { secretStore } from '@tributary/secrets'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../../src/index.ts'
import { checkedInstances } from '../../src/instances/instance-health.ts'
import type { InstanceParts } from '../../src/instances/instance-parts.ts'
import { OfferedKinds } from '../../src/instances/offered-kinds.ts'
import { type FakeService, startFakeService } from './fake-service.ts'
import { type InstancesServer, offering, startInstances } from './instances-server.ts'
import { chatProvider, otherProviders, valuesOf } from './service-providers.ts'

const ROOT = '/plugins/instances'
const TOKEN = 'canary-token-of-the-chat'

/** Fails in the way that its configuration names. */
const failing = workflowProvider({
  instance: fields({
    way: field.select({
      label: 'Way',
      choices: ['throw', 'hang', 'nothing', 'steps', 'swallow', 'bad_error', 'no_api'],
    }),
    token: field.secret({ label: 'Token' }),
  }),
  async test({ config, step, http }) {
    await step('Began', () => undefined)
    if (config.way === 'throw') throw new Error(`a fault with ${config.token} in it`)
    if (config.way === 'hang') await step('Waits', () => new Promise(() => {}))
    if (config.way === 'steps') return [{ tried: 'One thing' }, { tried: `Another with ${config.token}` }]
    if (config.way === 'swallow')
      await step('Fails', () => Promise.reject(new IntegrationError('upstream', 'down'))).catch(() => {})
    if (config.way === 'bad_error')
      throw new IntegrationError('rate_limit', 'Too fast.', { retryAfterSeconds: 7 })
    if (config.way === 'no_api') await http.get('/', { schema: Type.Unknown() })
    return undefined
  },
  open: () => ({ emit: async () => {} }),
})

let context: PluginContext | undefined
const capturing: Plugin = {
  name: 'capturing',
  version: '1.0.0',
  uses: [secretStore],
  start: (own) => {
    context = own
  },
}

/** What the plugin `plugins` has. */
function checkingParts(): InstanceParts {
  if (context === undefined) throw new Error('not started')
  const { logger } = context
  const contributions = () => context?.getContributions(offeredProviders) ?? []
  return {
    audit: { record: async () => {} },
    database: server.database,
    secrets: context.getService(secretStore),
    offered: new OfferedKinds({ contributions, reasonOf: () => '' }),
    onSecret: () => {},
    onChange: () => {},
    egress: {
      fetch: async () => new Response('{}'),
      connect: () => Promise.reject(new Error('not in these tests')),
    },
    closing: new AbortController().signal,
    logger,
  }
}

let server: InstancesServer
let service: FakeService
beforeAll(async () => {
  service = await startFakeService(TOKEN)
  server = await startInstances({
    plugins: [offering('chat', chatProvider(), ...otherProviders), offering('failing', failing), capturing],
    options: { testMilliseconds: 1_500 },
  })
})
afterAll(async () => {
  await server.stop()
  await service.stop()
})
beforeEach(() => {
  service.answer = undefined
})

const chat = () => ({
  plugin: 'chat',
  kind: 'notification',
  values: valuesOf('notification', service.url, TOKEN),
})
const testNew = (body: object) => server.ask('POST', `${ROOT}/test`, body)
const testFailing = async (way: string) =>
  (await testNew({ plugin: 'failing', kind: 'workflow', values: { way, token: TOKEN } })).body
let names = 0
const create = () => server.create({ ...chat(), name: `chat ${(names += 1)}` })

describe('a test of a configuration', () => {
  test('says what was tried and how long it took, before anything is saved', async () => {
    const { status, body } = await testNew(chat())
    expect(status).toBe(200)
    expect(body).toEqual({
      ok: true,
      milliseconds: expect.any(Number),
      steps: [
        { tried: 'Signed in', ok: true, milliseconds: expect.any(Number) },
        { tried: 'Sent a test message to #operators', ok: true, milliseconds: expect.any(Number) },
      ],
    })
    expect(service.received.at(-1)).toMatchObject({ path: '/messages', token: TOKEN })
    expect((await server.ask('GET', ROOT)).body.items).toEqual([])
  })

  test('ends with the first failure, says what to change, and hides the secret that the service repeats', async () => {
    const wrong = 'canary-wrong-token'
    const { body, text } = await testNew({ ...chat(), values: { ...chat().values, token: wrong } })
    expect(body).toMatchObject({
      ok: false,
      steps: [
        {
          tried: 'Signed in',
          ok: false,
          problem: `127.0.0.1:${service.port} rejected the credentials of this configuration.`,
          advice: 'Enter valid credentials, then test again.',
        },
      ],
    })
    service.answer = (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: `no ${wrong} here` }))
    const repeated = await testNew({ ...chat(), values: { ...chat().values, token: wrong } })
    expect(repeated.body.steps[0].problem).toContain('no *** here')
    for (const each of [text, repeated.text]) expect(each).not.toContain('canary')
  })

  test('of values that do not fit the form is refused, and nothing is tried', async () => {
    const before = service.received.length
    const answer = await testNew({
      ...chat(),
      values: { ...chat().values, room: 'operators', token: undefined },
    })
    expect(answer.body).toMatchObject({
      code: 'SETTINGS_INVALID',
      errors: [{ field: 'room' }, { field: 'token' }],
    })
    expect(await testNew({ ...chat(), plugin: 'chaat' })).toMatchObject({ status: 400 })
    expect(service.received).toHaveLength(before)
  })

  test('that fails, hangs or says too little gets an outcome in any case', async () => {
    const began = { tried: 'Began', ok: true, milliseconds: expect.any(Number) }
    expect(await testFailing('throw')).toMatchObject({
      ok: false,
      steps: [
        began,
        { tried: 'Ran the test of the plugin', problem: 'The plugin failed. Error: a fault with *** in it' },
      ],
    })
    expect(await testFailing('hang')).toMatchObject({
      ok: false,
      steps: [
        began,
        {
          tried: 'Waits',
          problem: 'There was no result within 1.5 seconds.',
          advice: 'Check that the address is correct and that this server can reach it.',
        },
      ],
    })
    expect(await testFailing('nothing')).toMatchObject({ ok: true, steps: [began] })
    expect(await testFailing('steps')).toMatchObject({
      ok: true,
      steps: [began, { tried: 'One thing', ok: true }, { tried: 'Another with ***', ok: true }],
    })
    expect(await testFailing('swallow')).toMatchObject({
      ok: false,
      steps: [began, { tried: 'Fails', problem: 'down' }],
    })
    expect(await testFailing('bad_error')).toMatchObject({
      steps: [began, { advice: 'Test again in 7 seconds.' }],
    })
    expect((await testFailing('no_api')).steps[1].problem).toContain('declare "api"')
    expect(server.log.join('')).toContain('test of a plugin failed')
    expect(server.log.join('')).not.toContain(TOKEN)
  })

  test('ends when the service does not answer', async () => {
    service.answer = () => {}
    const { body } = await testNew(chat())
    expect(body).toMatchObject({ ok: false, steps: [{ tried: 'Signed in', ok: false }] })
    expect(body.milliseconds).toBeLessThan(5000)
  })
})

describe('a test of an instance', () => {
  test('takes what is stored, or what is sent over it, secrets included, and saves nothing', async () => {
    const id = await create()
    const stored = await server.ask('POST', `${ROOT}/${id}/test`)
    expect(stored.body).toMatchObject({
      ok: true,
      steps: [{}, { tried: 'Sent a test message to #operators' }],
    })
    const values = { room: '#night', token: SECRET_MASK }
    expect((await server.ask('POST', `${ROOT}/${id}/test`, { values })).body).toMatchObject({
      ok: true,
      steps: [{}, { tried: 'Sent a test message to #night' }],
    })
    expect(service.received.at(-1)).toMatchObject({ token: TOKEN, body: expect.stringContaining('#night') })
    const wrong = await server.ask('POST', `${ROOT}/${id}/test`, { values: { token: 'another-token' } })
    expect(wrong.body).toMatchObject({ ok: false })
    const cleared = await server.ask('POST', `${ROOT}/${id}/test`, { values: { token: null } })
    expect(cleared.body).toMatchObject({ code: 'SETTINGS_INVALID', errors: [{ field: 'token' }] })
    expect((await server.ask('GET', `${ROOT}/${id}`)).body).toMatchObject({ revision: 1 })
    expect((await server.ask('GET', `${ROOT}/${id}/configuration`)).body.values.room).toBe('#operators')
  })

  test('is possible while it is disabled', async () => {
    const id = await create()
    await server.ask('POST', `${ROOT}/${id}/disable`)
    expect((await server.ask('POST', `${ROOT}/${id}/test`)).body).toMatchObject({ ok: true })
  })
})

describe('the health of an instance', () => {
  const healthOf = async (id: string) => (await server.ask('GET', `${ROOT}/${id}/health`)).body

  test('is checked now, without an effect that people see', async () => {
    const id = await create()
    const messages = () => service.received.filter(({ path }) => path === '/messages').length
    const before = messages()
    expect(await healthOf(id)).toMatchObject({
      instanceId: id,
      status: 'healthy',
      check: { ok: true, steps: [{ tried: 'Signed in', ok: true }] },
    })
    service.answer = (_request, response) => response.writeHead(503).end()
    expect(await healthOf(id)).toMatchObject({ status: 'unhealthy', check: { ok: false } })
    expect(messages()).toBe(before)
  })

  test('is checked periodically where the plugin can, with what is wrong in the outcome', async () => {
    const id = await create()
    const secret = server.database.pool.query(`delete from secrets where name = 'instance/${id}/token'`)
    const disabled = await create()
    await server.ask('POST', `${ROOT}/${disabled}/disable`)
    const way = {
      plugin: 'failing',
      kind: 'workflow',
      name: 'unchecked',
      values: { way: 'nothing', token: TOKEN },
    }
    const unchecked = await server.create(way)
    await secret
    const { list, check } = checkedInstances(() => checkingParts())
    const ids = (await list()).map((each) => each.id)
    expect(ids).toContain(id)
    expect(ids).not.toContain(disabled)
    expect(ids).not.toContain(unchecked)
    const step = { tried: 'Read the configuration', ok: false, milliseconds: 0 }
    const problem = expect.stringContaining('Token: The stored secret cannot be decrypted')
    const advice = 'Correct the configuration as the message says.'
    expect(await check(id, new AbortController().signal)).toMatchObject({
      ok: false,
      steps: [{ ...step, problem, advice }],
    })
    expect(await healthOf(id)).toMatchObject({
      status: 'unhealthy',
      check: { steps: [{ ...step, problem }] },
    })
  })

  test('is unknown for one that is not active, or whose plugin has no check', async () => {
    const id = await create()
    await server.ask('POST', `${ROOT}/${id}/disable`)
    expect(await healthOf(id)).toMatchObject({ status: 'unknown', check: null })
    const values = { way: 'nothing', token: TOKEN }
    const unchecked = await server.create({ plugin: 'failing', kind: 'workflow', name: 'a', values })
    expect(await healthOf(unchecked)).toMatchObject({ status: 'unknown', check: null })
  })
})
