import { fields } from '@tributary/integration-kit'
import { notificationProvider } from '@tributary/integration-kit/providers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../../src/index.ts'
import { type ChannelService, messenger, startChannelService, TOKEN } from '../channel-service.ts'
import { type InstancesServer, offering, startInstances } from './instances-server.ts'

const ROOT = '/plugins/instances'
const OF = { plugin: 'chat', kind: 'notification' } as const

const provider = notificationProvider({
  instance: fields(messenger.schema.properties),
  api: { baseUrl: ({ config }) => String(config['address']) },
  test: async () => {},
  open: () => ({ send: async () => {} }),
})

let service: ChannelService
let server: InstancesServer
beforeAll(async () => {
  service = await startChannelService()
  server = await startInstances({
    plugins: [offering('chat', provider), offering('talk', provider)],
    options: { choicesMilliseconds: 1_500 },
  })
})
afterAll(async () => {
  await server.stop()
  await service.stop()
})
beforeEach(() => Object.assign(service, { channels: ['general', 'random'], state: 'up' }))
afterEach(async () => {
  for (const { id } of (await server.ask('GET', ROOT)).body.items) await server.ask('DELETE', `${ROOT}/${id}`)
})

const general = { value: 'general', label: '#general', isOffered: true }
const random = { value: 'random', label: '#random', isOffered: true }
const access = () => ({ address: service.url, token: TOKEN })
const create = (more: object = {}, name = 'operators') =>
  server.create({ ...OF, name, values: { ...access(), ...more } })
const load = (values: object, more: object = {}) =>
  server.ask('POST', `/plugins/choices/channel`, { ...OF, values, ...more })
const loadOf = (id: string, values: object, key = 'channel') =>
  server.ask('POST', `${ROOT}/${id}/choices/${key}`, { values })
const change = (id: string, values: object) => server.ask('PATCH', `${ROOT}/${id}`, { values })
const read = async (id: string) => (await server.ask('GET', `${ROOT}/${id}/configuration`)).body

describe('the choices of an instance', () => {
  test('are loaded as its form says, before it is saved and after', async () => {
    const { providers } = (
      await server.kernel.app.inject({ url: '/api/plugins/chat/schema', headers: server.session })
    ).json()
    const { url, body, method } = providers[0].uiSchema.channel['ui:options'].choices
    const ask = (path: string, sent: object) => server.ask(method, path.replace('/api/admin', ''), sent)
    expect(await ask(url, { ...body, values: access() })).toMatchObject({
      status: 200,
      body: { field: 'channel', choices: [general, random] },
    })
    const id = await create()
    const { form } = await read(id)
    expect(form.schema.properties.channel).not.toHaveProperty('enum')
    const { choices } = form.uiSchema.channel['ui:options']
    expect(choices).toEqual({
      loaded: true,
      method: 'POST',
      url: `/api/admin/plugins/instances/${id}/choices/channel`,
    })
    expect(await ask(choices.url, { values: form.data })).toMatchObject({
      status: 200,
      body: { choices: [general, random] },
    })
  })

  test('are loaded with what is stored, where nothing or its mask is sent', async () => {
    const id = await create()
    for (const values of [{}, { token: SECRET_MASK }, { token: '' }, { days: 'unfinished' }]) {
      expect(await loadOf(id, values)).toMatchObject({ status: 200, body: { choices: [general, random] } })
      expect(await load(values, { instanceId: id })).toMatchObject({ status: 200 })
    }
    expect((await load({ address: service.url })).body.detail).toContain('Enter the token first')
    expect((await loadOf(id, { token: 'canary-other' })).body.detail).toContain('rejected the credentials')
    expect((await read(id)).values).toEqual({ address: service.url, token: SECRET_MASK })
  })

  test('never use an instance of another plugin or kind', async () => {
    const id = await create()
    for (const other of [{ plugin: 'talk', instanceId: id }, { instanceId: crypto.randomUUID() }])
      expect(await load({}, other)).toMatchObject({
        status: 400,
        body: { code: 'SETTINGS_INVALID', errors: [{ path: '/instanceId' }] },
      })
    expect(await load({}, { plugin: 'cat' })).toMatchObject({
      status: 400,
      body: { code: 'KERNEL_UNKNOWN_VALUE' },
    })
  })

  test('a chosen value that the service no longer offers is marked and kept', async () => {
    const id = await create({ channel: 'random', more: ['general', 'random'] })
    service.channels = ['general', 'new']
    expect((await loadOf(id, {})).body.choices).toEqual([
      general,
      { value: 'new', label: '#new', isOffered: true },
      expect.objectContaining({ value: 'random', isOffered: false }),
    ])
    const kept = { channel: 'random', more: ['random', 'new'], days: 3 }
    expect(await change(id, kept)).toMatchObject({ status: 200, body: { warnings: [], state: 'active' } })
    const values = { ...access(), ...kept, days: 4 }
    expect(await server.ask('PUT', `${ROOT}/${id}/configuration`, { values })).toMatchObject({ status: 200 })
    expect((await read(id)).values).toMatchObject({ ...kept, days: 4 })
  })

  test('a new value that the service does not offer is refused, with what else is wrong', async () => {
    const values = { ...access(), channel: 'secret', more: ['general', 'x'], days: 'many' }
    const { status, body } = await server.ask('POST', ROOT, { ...OF, name: 'a', values })
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([
      { path: '/values/days' },
      {
        path: '/values/channel',
        message: 'The service does not offer this. Choose one of general, random.',
      },
      { path: '/values/more' },
    ])
    const id = await create()
    expect((await change(id, { channel: 'secret' })).status).toBe(400)
    expect((await read(id)).values).not.toHaveProperty('channel')
  })

  test('where the service does not answer, a value is accepted with a warning that says why', async () => {
    service.state = 'down'
    const warnings = [
      {
        field: 'channel',
        label: 'Channel',
        message:
          'Saved without checking it against the service: The service did not answer within 1.5 seconds.',
      },
    ]
    const values = { ...access(), channel: 'general' }
    const created = await server.ask('POST', ROOT, { ...OF, name: 'a', values })
    expect(created).toMatchObject({ status: 201, body: { warnings } })
    const { id } = created.body
    expect((await change(id, { channel: 'random' })).body.warnings).toEqual([{ ...warnings[0] }])
    const replaced = await server.ask('PUT', `${ROOT}/${id}/configuration`, { values })
    expect(replaced).toMatchObject({ status: 200, body: { warnings } })
    expect((await change(id, { channel: 'general', days: 2 })).body.warnings).toEqual([])
    expect((await server.ask('GET', `${ROOT}/${id}`)).body.warnings).toEqual([])
    expect((await loadOf(id, {})).body).toMatchObject({ code: 'SETTINGS_NO_CHOICES' })
  })

  test('the address passes the egress guard, and no secret is repeated', async () => {
    const { body } = await load({ address: 'http://10.0.0.1/', token: TOKEN })
    expect(body).toMatchObject({ code: 'SETTINGS_NO_CHOICES', detail: expect.stringContaining('EGRESS') })
    const quoting = await load({ ...access(), mode: 'quoting' })
    expect(quoting.body.detail).toBe('The service sent back "***".')
    await load({ ...access(), mode: 'throwing' })
    expect(quoting.text + server.log.join('')).not.toContain('canary')
  })

  test('are for administrators in a session alone, and only for fields that load', async () => {
    const id = await create()
    for (const as of ['key', 'user'] as const)
      for (const [path, body] of [
        [`/plugins/choices/channel`, { ...OF, values: {} }],
        [`${ROOT}/${id}/choices/channel`, { values: {} }],
      ] as const)
        expect((await server.ask('POST', path, body, { as })).status).toBe(403)
    for (const key of ['days', 'none']) expect((await loadOf(id, {}, key)).status).toBe(404)
    expect((await loadOf(crypto.randomUUID(), {})).status).toBe(404)
  })
})
