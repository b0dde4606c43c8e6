import { settings } from '@tributary/integration-host'
import { field } from '@tributary/integration-kit'
import { type Static, Type } from 'typebox'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { SECRET_MASK } from '../src/index.ts'
import { type ChannelService, messenger, startChannelService, TOKEN } from './channel-service.ts'
import { type SettingsServer, startSettingsServer } from './settings-server.ts'

describe('choices that only the service knows', () => {
  let service: ChannelService
  let server: SettingsServer
  beforeAll(async () => {
    service = await startChannelService()
    server = await startSettingsServer({
      playerSettings: messenger,
      egressAllow: '127.0.0.1',
      choicesMilliseconds: 1_500,
    })
  })
  afterAll(async () => {
    await server.stop()
    await service.stop()
  })
  beforeEach(() => Object.assign(service, { channels: ['general', 'random'], state: 'up' }))
  afterEach(() => server.ask({ method: 'DELETE' }))

  const change = (values: object) => server.ask({ method: 'PATCH', body: { values } })
  const load = (values: object, options: { key?: string; as?: 'key' | 'user' | 'anonymous' } = {}) =>
    server.ask({
      method: 'POST',
      path: `/player/choices/${options.key ?? 'channel'}`,
      body: { values },
      ...(options.as === undefined ? {} : { as: options.as }),
    })
  const read = () => server.kernel.getService(settings).read('player')
  const general = { value: 'general', label: '#general', isOffered: true }
  const random = { value: 'random', label: '#random', isOffered: true }

  test('are text in the types and in the schema, and the form says where they come from', async () => {
    const config = Type.Object({
      one: field.select({ label: 'One', load: async () => ['a'] }),
      any: field.multiSelect({ label: 'Any', load: async () => ['a'] }),
    })
    expectTypeOf<Static<typeof config>>().toEqualTypeOf<{ one: string; any: string[] }>()
    const { form } = (await server.ask({})).body
    expect(form.schema.properties.channel).not.toHaveProperty('enum')
    expect(form.schema.properties.channel).not.toHaveProperty('oneOf')
    expect(form.uiSchema.channel).toEqual({
      'ui:options': {
        choices: { loaded: true, method: 'POST', url: '/api/admin/settings/player/choices/channel' },
      },
    })
  })

  test('are loaded with what has been entered so far', async () => {
    expect(await load({ address: service.url, token: TOKEN })).toMatchObject({
      status: 200,
      body: { field: 'channel', choices: [general, random] },
    })
    expect((await server.ask({})).body.fields).toContainEqual(
      expect.objectContaining({ key: 'token', isSet: false }),
    )
  })

  test('are loaded with what is stored, where nothing or its mask is sent', async () => {
    await change({ address: service.url, token: TOKEN })
    for (const values of [{}, { token: SECRET_MASK }, { token: '' }, { days: 'unfinished' }])
      expect(await load(values)).toMatchObject({ status: 200, body: { choices: [general, random] } })
  })

  test('a chosen value that the service no longer offers is marked and kept', async () => {
    await change({ address: service.url, token: TOKEN, channel: 'random', more: ['general', 'random'] })
    service.channels = ['general', 'new']
    expect((await load({})).body.choices).toEqual([
      general,
      { value: 'new', label: '#new', isOffered: true },
      {
        value: 'random',
        label: 'random',
        description: 'The service no longer offers this.',
        isOffered: false,
      },
    ])
    expect(await change({ channel: 'random', more: ['random', 'new'], days: 3 })).toMatchObject({
      status: 200,
    })
    expect(await read()).toMatchObject({ channel: 'random', more: ['random', 'new'], days: 3 })
  })

  test('a new value that the service does not offer is refused', async () => {
    const { status, body } = await change({
      address: service.url,
      token: TOKEN,
      channel: 'secret',
      more: ['general', 'x'],
    })
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([
      {
        path: '/values/channel',
        message: 'The service does not offer this. Choose one of general, random.',
      },
      { path: '/values/more' },
    ])
    expect(await read()).toBeUndefined()
  })

  test('where the service does not answer, a value is accepted with a warning that says why', async () => {
    service.state = 'down'
    const { status, body } = await change({ address: service.url, token: TOKEN, channel: 'general' })
    expect(status).toBe(200)
    expect(body.warnings).toEqual([
      {
        field: 'channel',
        label: 'Channel',
        message:
          'Saved without checking it against the service: The service did not answer within 1.5 seconds.',
      },
    ])
    expect(await read()).toMatchObject({ channel: 'general' })
    expect((await change({ channel: 'general', days: 2 })).body.warnings).toEqual([])
  })

  test.each([
    ['the plugin asks for more', {}, 'Enter the token first'],
    [
      'the service rejects the credentials',
      { token: 'canary-wrong' },
      'rejected the credentials of this configuration.',
    ],
    ['an error quotes a secret', { mode: 'quoting', token: TOKEN }, 'The service sent back "***".'],
    ['the plugin returns something else', { mode: 'broken', token: TOKEN }, 'this is a fault of the plugin'],
    ['the plugin fails', { mode: 'throwing', token: TOKEN }, 'The plugin failed to load the choices.'],
    ['the address is in the private network', { address: 'http://10.0.0.1/', token: TOKEN }, 'EGRESS_ALLOW'],
  ])('the problem is clear when %s', async (_, values, message) => {
    const { status, body, text } = await load({ address: service.url, ...values })
    expect([status, body.code, body.detail]).toEqual([
      409,
      'SETTINGS_NO_CHOICES',
      expect.stringContaining(message),
    ])
    expect(text + server.log.join('')).not.toContain('canary')
  })

  test('the problem names what is invalid in the form', async () => {
    const { body } = await load({ address: 'no address', token: TOKEN })
    expect(body.errors).toMatchObject([
      { path: '/values/address', message: expect.stringContaining('address') },
    ])
  })

  test('a service that is slow is given up', async () => {
    service.state = 'down'
    expect(await load({ address: service.url, token: TOKEN })).toMatchObject({
      status: 409,
      body: { detail: 'The service did not answer within 1.5 seconds.' },
    })
  })

  test('are for administrators in a session alone, and only for fields that load', async () => {
    for (const [as, status] of [
      ['key', 403],
      ['user', 403],
      ['anonymous', 401],
    ] as const)
      expect((await load({}, { as })).status).toBe(status)
    for (const key of ['days', 'none']) expect((await load({}, { key })).status).toBe(404)
  })
})
