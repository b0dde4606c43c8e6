import { database } from '@tributary/database'
import { settings } from '@tributary/integration-host'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../src/index.ts'
import type { SettingsTables } from '../src/tables.ts'
import { player, type SettingsServer, startSettingsServer } from './settings-server.ts'

const SECRET = 'canary-client-secret'

describe('settings', () => {
  let server: SettingsServer
  beforeAll(async () => {
    server = await startSettingsServer()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    expect(await server.ask({ method: 'DELETE' })).toMatchObject({ status: 204 })
  })

  const change = (values: object) => server.ask({ method: 'PATCH', body: { values } })
  const read = () => server.kernel.getService(settings).read('player')
  const fieldsOf = (body: { fields: { key: string }[] }) =>
    Object.fromEntries(body.fields.map((field) => [field.key, field]))

  test('a plugin is listed with its missing settings, until they are set', async () => {
    const list = () => server.ask({ path: '' })
    expect((await list()).body).toEqual({
      items: [
        {
          plugin: 'player',
          configured: false,
          missing: ['clientId', 'clientSecret'],
          invalid: [],
          waitingFor: null,
        },
      ],
      nextCursor: null,
    })
    expect(await read()).toBeUndefined()
    await change({ clientId: 'abc' })
    expect((await list()).body.items).toMatchObject([{ configured: false, missing: ['clientSecret'] }])
    expect(await read()).toBeUndefined()
    await change({ clientSecret: SECRET })
    expect((await list()).body.items).toMatchObject([{ configured: true, missing: [] }])
    expect(await read()).toEqual({ clientId: 'abc', clientSecret: SECRET, days: 7 })
  })

  test('the response contains the form, every value with its origin, and values to copy', async () => {
    await change({ clientId: 'abc', clientSecret: SECRET, kinds: ['song'], extra: { deep: [1, null] } })
    const { body } = await server.ask({})
    expect(body).toMatchObject({
      plugin: 'player',
      configured: true,
      missing: [],
      invalid: [],
      waitingFor: null,
    })
    expect(body.schema).toEqual(JSON.parse(JSON.stringify(player.schema)))
    expect(body.setupInfo).toEqual([
      { label: 'Redirect URI', value: 'https://data.example.org/api/player/callback', copyable: true },
      { label: 'Status', value: 'In production', copyable: false },
    ])
    expect(body.fields).toEqual([
      entry('clientId', 'text', { value: 'abc', origin: 'stored', env: 'PLAYER_CLIENT_ID' }),
      entry('clientSecret', 'secret', {
        value: SECRET_MASK,
        origin: 'stored',
        env: 'PLAYER_CLIENT_SECRET',
      }),
      entry('days', 'integer', { value: 7, origin: 'default', env: 'PLAYER_DAYS' }),
      entry('market', 'select', {}),
      entry('kinds', 'multi_select', { value: ['song'], origin: 'stored' }),
      entry('extra', 'json', { value: { deep: [1, null] }, origin: 'stored' }),
      entry('signingKey', 'secret', {}),
      entry('homepage', 'url', {}),
      entry('notes', 'textarea', {}),
    ])
  })

  test('a change keeps other fields, and writing the mask keeps the secret', async () => {
    await change({ clientId: 'abc', clientSecret: SECRET, days: 3 })
    const answer = await change({ clientId: 'abcd', clientSecret: SECRET_MASK, signingKey: SECRET_MASK })
    expect(answer.status).toBe(200)
    expect(fieldsOf(answer.body)).toMatchObject({
      clientId: { value: 'abcd' },
      clientSecret: { value: SECRET_MASK, isSet: true },
      signingKey: { value: null, isSet: false },
    })
    expect(await read()).toEqual({ clientId: 'abcd', clientSecret: SECRET, days: 3 })
    await change({ clientSecret: 'another-secret' })
    expect(await read()).toMatchObject({ clientSecret: 'another-secret' })
  })

  test('values are cleared by null, one by one, and all at once; then defaults apply', async () => {
    const values = { clientId: 'abc', clientSecret: SECRET, days: 3, market: 'CH', signingKey: 'a-key' }
    await change(values)
    expect(await read()).toEqual(values)
    await change({ market: null, signingKey: null })
    expect(await read()).toEqual({ clientId: 'abc', clientSecret: SECRET, days: 3 })
    expect(await server.ask({ method: 'DELETE', path: '/player/values/days' })).toMatchObject({ status: 204 })
    expect(await read()).toMatchObject({ days: 7 })
    await server.ask({ method: 'DELETE', path: '/player/values/clientSecret' })
    expect(await read()).toBeUndefined()
    await change(values)
    await server.ask({ method: 'DELETE' })
    expect((await server.ask({})).body).toMatchObject({
      configured: false,
      missing: ['clientId', 'clientSecret'],
    })
    const db = server.kernel.getService(database).tables<SettingsTables & { secrets: { name: string } }>()
    expect(await db.selectFrom('system_config').select('key').execute()).toEqual([])
    expect(await db.selectFrom('secrets').select('name').execute()).toEqual([])
  })

  test('all errors are reported in one problem, field by field, and nothing is changed', async () => {
    await change({ clientId: 'abc', clientSecret: SECRET })
    const answer = await change({
      clientId: 'A',
      clientSecret: 'canary',
      days: 'canary',
      market: 'canary',
      kinds: ['song', 'song'],
      colour: 'canary',
      constructor: 'canary',
      signingKey: 'a fine key',
    })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ code: 'SETTINGS_INVALID', plugin: 'settings' })
    // As the kernel tells of a body, and as a form needs it.
    expect(answer.body.errors[2]).toEqual({
      in: 'body',
      path: '/values/days',
      message: 'Enter a whole number.',
      field: 'days',
      label: 'Days',
      messages: ['Enter a whole number.'],
    })
    expect(answer.body.errors).toMatchObject([
      {
        field: 'clientId',
        label: 'Client ID',
        messages: ['Enter at least 3 characters.', 'It has small letters only.'],
      },
      {
        field: 'clientSecret',
        label: 'Client secret',
        messages: ['Enter at least 8 characters.'],
      },
      { field: 'days', label: 'Days', messages: ['Enter a whole number.'] },
      { field: 'market', label: 'Market', messages: ['Choose one of CH, DE.'] },
      { field: 'kinds', label: 'Kinds', messages: ['Enter each entry once.'] },
      { field: 'colour', label: 'colour', messages: ['Unknown setting.'] },
      { field: 'constructor', label: 'constructor', messages: ['Unknown setting.'] },
    ])
    expect(answer.body.detail).toContain('Days: Enter a whole number.')
    expect(answer.text).not.toContain('canary')
    expect(await read()).toEqual({ clientId: 'abc', clientSecret: SECRET, days: 7 })
  })

  test('one-line values are trimmed, and longer ones are not', async () => {
    const answer = await change({ clientId: ' abc\n', clientSecret: `\t${SECRET} `, notes: ' a\n b ' })
    expect(answer.status).toBe(200)
    expect(await read()).toMatchObject({ clientId: 'abc', clientSecret: SECRET, notes: ' a\n b ' })
    await change({ clientSecret: ` ${SECRET_MASK} ` })
    expect(await read()).toMatchObject({ clientSecret: SECRET })
    expect((await change({ clientId: '   ' })).body.errors).toMatchObject([{ field: 'clientId' }])
  })

  test('an unchanged form changes nothing: the mask, and empty optional fields', async () => {
    const values = { clientId: 'abc', clientSecret: SECRET, signingKey: 'a fine key', market: 'CH', days: 3 }
    await change(values)
    const untouched = { clientSecret: SECRET_MASK, signingKey: '', kinds: '', homepage: ' ' }
    expect((await change({ clientId: 'abc', ...untouched, days: 3, market: 'CH' })).status).toBe(200)
    expect(await read()).toEqual(values)
    // Emptied by the person: cleared, and the default holds again.
    expect((await change({ market: '', days: '', notes: '' })).status).toBe(200)
    expect(await read()).toEqual({ clientId: 'abc', clientSecret: SECRET, signingKey: 'a fine key', days: 7 })
  })

  test.each(['clientId', 'clientSecret'])('nothing for %s, which is required, is refused', async (field) => {
    await change({ clientId: 'abc', clientSecret: SECRET })
    for (const value of ['', '   ', '\n']) {
      const answer = await change({ [field]: value, days: 3 })
      expect(answer.status).toBe(400)
      expect(answer.body.errors).toMatchObject([{ field }])
    }
    expect(await read()).toEqual({ clientId: 'abc', clientSecret: SECRET, days: 7 })
  })

  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
  test.each([
    ['clientId', 'a\0b'],
    ['clientSecret', 'canary\0secret'],
    ['clientSecret', 'canary-\ud83d-half'],
    ['notes', 'canary \udc00'],
    ['extra', { deep: ['canary\0'] }],
    ['extra', { 'canary\0': 1 }],
    ['extra', ['\ud83d']],
    ['extra', deep(2000)],
    ['kinds', ['song\0']],
    ['homepage', 'https://example.org/\0'],
  ])('a value that cannot be stored is refused without a server error: %s', async (field, value) => {
    const answer = await change({ [field]: value })
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toMatch(/must not contain NUL|cannot be stored/)
    expect(answer.text).not.toContain('canary')
  })

  test.each(['7', '', 1.9, true, [7], '1e400'])('%j is not converted to a whole number', async (days) => {
    await change({ clientId: 'abc', clientSecret: SECRET, days: 3 })
    const answer = await change({ days })
    if (days === '') return expect(await read()).toMatchObject({ days: 7 })
    expect(answer.body.errors).toMatchObject([{ field: 'days', messages: ['Enter a whole number.'] }])
    expect(await read()).toMatchObject({ days: 3 })
  })

  test.each([
    ['clientId', '…'],
    ['clientId', ' ... '],
    ['clientId', '<client id>'],
    ['clientId', 'your-client-id'],
    ['clientId', 'Your client ID'],
    ['clientSecret', 'YOUR_CLIENT_SECRET'],
    ['clientSecret', 'GOCSPX-…'],
    ['homepage', 'https://…'],
  ])(
    'a placeholder of the documentation is refused with the name of its field: %s %j',
    async (field, value) => {
      const answer = await change({ [field]: value })
      expect(answer.status).toBe(400)
      expect(answer.body.errors).toMatchObject([
        {
          field,
          label: expect.any(String),
          messages: ['This is the placeholder from the documentation: enter the real value.'],
        },
      ])
      expect(answer.body.detail).toMatch(/^(Client ID|Client secret|Homepage): This is the placeholder/)
    },
  )

  test('a value that only resembles a placeholder is kept', async () => {
    const values = { clientId: 'yourself', homepage: 'https://example.org/your-client-id', notes: '<…>' }
    expect((await change(values)).status).toBe(200)
  })

  test('an unknown plugin or field, or an invalid change, is refused', async () => {
    expect(await server.ask({ path: '/nobody' })).toMatchObject({
      status: 404,
      body: { code: 'SETTINGS_UNKNOWN_PLUGIN' },
    })
    expect(await server.ask({ method: 'DELETE', path: '/player/values/colour' })).toMatchObject({
      status: 404,
      body: { code: 'SETTINGS_UNKNOWN_FIELD' },
    })
    for (const body of [{}, { values: [] }, { values: 'x' }, { values: {}, more: 1 }])
      expect(await server.ask({ method: 'PATCH', body })).toMatchObject({ status: 400 })
  })

  test('only administrators have access', async () => {
    const requests = [
      { path: '' },
      {},
      { method: 'PATCH', body: { values: { days: 3 } } },
      { method: 'DELETE' },
      { method: 'DELETE', path: '/player/values/days' },
    ] as const
    for (const request of requests) {
      expect((await server.ask({ ...request, as: 'anonymous' })).status).toBe(401)
      expect((await server.ask({ ...request, as: 'user' })).body.code).toBe('KERNEL_NOT_ALLOWED')
      const changes = 'method' in request
      const refusal = changes ? 'KERNEL_SESSION_NEEDED' : 'KERNEL_MISSING_SCOPE'
      expect((await server.ask({ ...request, as: 'scopeless' })).body.code).toBe(refusal)
      const byKey = await server.ask({ ...request, as: 'key' })
      expect(byKey).toMatchObject(changes ? { body: { code: 'KERNEL_SESSION_NEEDED' } } : { status: 200 })
    }
  })

  test('the user and the field of a change are stored and logged, without the value', async () => {
    await change({ clientId: 'canary-id', clientSecret: SECRET })
    const db = server.kernel.getService(database).tables<SettingsTables>()
    const by = { updated_at: expect.any(Date) as Date, updated_by: server.adminId }
    expect(await db.selectFrom('system_config').selectAll().orderBy('key').execute()).toEqual([
      { key: 'plugin.player.clientId', value: 'canary-id', ...by },
      // That it is set, and not what it is.
      { key: 'plugin.player.clientSecret', value: true, ...by },
    ])
    const line = server.log.findLast(
      (each) => each.includes('settings changed') && each.includes('clientSecret'),
    )
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      of: 'player',
      set: ['clientId', 'clientSecret'],
      cleared: [],
      userId: server.adminId,
    })
    expect(line).not.toContain('canary')
  })

  test('a plugin without settings is not listed', async () => {
    expect(await server.kernel.getService(settings).read('operations')).toEqual({})
  })
})

function entry(key: string, kind: string, more: { value?: unknown; origin?: string; env?: string }) {
  const { value = null, origin = null, env = null } = more
  const state = origin === null ? 'unset' : 'valid'
  return { key, kind, value, isSet: origin !== null, origin, env, problems: [], state }
}
