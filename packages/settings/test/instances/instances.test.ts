import { secretStore } from '@tributary/secrets'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../../src/index.ts'
import type { InstanceTables } from '../../src/instances/instance-tables.ts'
import { type InstancesServer, startInstances } from './instances-server.ts'

const ROOT = '/plugins/instances'
const TOKEN = 'canary-token-of-the-chat'
const values = { address: 'https://chat.example.org', token: TOKEN, room: '#operators' }
const chat = { plugin: 'chat', kind: 'notification', name: 'operators', values }

let server: InstancesServer
beforeAll(async () => {
  server = await startInstances()
})
afterAll(() => server.stop())
beforeEach(async () => {
  const { body } = await server.ask('GET', ROOT)
  for (const { id } of body.items) await server.ask('DELETE', `${ROOT}/${id}`)
})

const change = (id: string, body: object) => server.ask('PATCH', `${ROOT}/${id}`, body)
const replace = (id: string, body: object) =>
  server.ask('PUT', `${ROOT}/${id}/configuration`, { values: body })
const read = async (id: string) => (await server.ask('GET', `${ROOT}/${id}/configuration`)).body
const secretsOf = (id: string) =>
  server.kernel
    .getService(secretStore)
    .readAll('plugins', [`instance/${id}/token`, `instance/${id}/signingKey`])
const tokenOf = async (id: string) => (await secretsOf(id)).get(`instance/${id}/token`)
const auditOf = async (id: string) => {
  const { body } = await server.ask('GET', `/audit?subjectType=plugin_instance&subjectId=${id}`)
  return body.items.toReversed()
}

describe('an instance', () => {
  test('is created, listed with filters, renamed, disabled, enabled and deleted; each act is in the audit log', async () => {
    const created = await server.ask('POST', ROOT, chat)
    expect(created.status).toBe(201)
    const { id } = created.body
    expect(created.body).toMatchObject({
      plugin: 'chat',
      kind: 'notification',
      name: 'operators',
      enabled: true,
      state: 'active',
      problems: [],
      hasHealthCheck: true,
      revision: 1,
    })
    await server.create({
      plugin: 'chat',
      kind: 'search',
      name: 'index',
      values: { ...values, room: undefined },
    })
    const list = async (query: string) =>
      (await server.ask('GET', `${ROOT}?${query}`)).body.items.map(({ name }: { name: string }) => name)
    expect(await list('')).toEqual(['operators', 'index'])
    expect(await list('kind=search')).toEqual(['index'])
    expect(await list('plugin=chat&kind=notification&enabled=true')).toEqual(['operators'])
    expect((await change(id, { name: ' night shift ', enabled: false })).body).toMatchObject({
      name: 'night shift',
      state: 'disabled',
      revision: 2,
    })
    expect(await list('enabled=false')).toEqual(['night shift'])
    expect((await server.ask('POST', `${ROOT}/${id}/enable`)).body).toMatchObject({ state: 'active' })
    expect((await server.ask('POST', `${ROOT}/${id}/disable`)).body).toMatchObject({ state: 'disabled' })
    expect(await server.ask('DELETE', `${ROOT}/${id}`)).toMatchObject({ status: 204 })
    expect(await server.ask('GET', `${ROOT}/${id}`)).toMatchObject({ status: 404 })
    expect((await secretsOf(id)).size).toBe(0)
    const entries = await auditOf(id)
    expect(entries.map(({ action }: { action: string }) => action)).toEqual([
      'created',
      'updated',
      'updated',
      'updated',
      'deleted',
    ])
    expect(entries[0]).toMatchObject({ actorKind: 'session' })
    expect(entries[0].changes).toEqual(
      expect.arrayContaining([
        { field: 'values.room', isSecret: false, before: null, after: '#operators' },
        { field: 'values.token', isSecret: true, before: null, after: null },
      ]),
    )
    expect(entries[1].changes).toEqual([
      { field: 'name', isSecret: false, before: 'operators', after: 'night shift' },
      { field: 'enabled', isSecret: false, before: true, after: false },
    ])
    expect(JSON.stringify(entries)).not.toContain(TOKEN)
  })

  test('shows its values with the secret masked, and its form', async () => {
    const id = await server.create(chat)
    const configuration = await read(id)
    expect(configuration.values).toEqual({ ...values, token: SECRET_MASK })
    expect(configuration.form.data).toEqual({ ...values, token: SECRET_MASK })
    expect(configuration.form.schema.properties.room).toMatchObject({ title: 'Room', type: 'string' })
    expect(configuration.fields).toHaveLength(14)
    expect(configuration.fields).toContainEqual({
      key: 'retries',
      kind: 'integer',
      value: 2,
      isSet: true,
      problems: [],
    })
  })

  test('keeps a secret whose mask is saved, or that is left out', async () => {
    const id = await server.create(chat)
    const { values: shown } = await read(id)
    expect((await replace(id, { ...shown, room: '#night' })).status).toBe(200)
    expect(await tokenOf(id)).toBe(TOKEN)
    const { token: _, ...without } = shown
    expect((await replace(id, without)).body.values).toEqual(shown)
    // As in settings: nothing for what is required is a mistake, not the wish to keep it.
    expect((await replace(id, { ...without, token: '' })).status).toBe(400)
    expect((await change(id, { values: { room: '#day' } })).status).toBe(200)
    expect(await tokenOf(id)).toBe(TOKEN)
    expect((await change(id, { values: { token: 'another-token' } })).status).toBe(200)
    expect(await tokenOf(id)).toBe('another-token')
    expect((await read(id)).values).toEqual({ ...values, room: '#day', token: SECRET_MASK })
  })

  test('clears what is null, and in a replaced configuration what is left out', async () => {
    const id = await server.create({ ...chat, values: { ...values, footer: 'a\nb', topics: ['jobs'] } })
    await change(id, { values: { footer: null } })
    expect((await read(id)).values).toEqual({ ...values, token: SECRET_MASK, topics: ['jobs'] })
    await replace(id, values)
    expect((await read(id)).values).toEqual({ ...values, token: SECRET_MASK })
    const signed = { values: { mode: 'signed', signingKey: 'a key to sign' } }
    expect((await change(id, signed)).status).toBe(200)
    expect((await secretsOf(id)).size).toBe(2)
    expect((await change(id, { values: { mode: null, signingKey: null } })).status).toBe(200)
    expect((await secretsOf(id)).size).toBe(1)
  })

  test('refuses what its form requires and does not get, all at once, with the field; nothing is changed', async () => {
    const answer = await server.ask('POST', ROOT, {
      ...chat,
      values: { room: 'operators', retries: -1, owner: 'canary', mode: 'signed', colour: 'canary' },
    })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ code: 'SETTINGS_INVALID' })
    const messages = Object.fromEntries(
      answer.body.errors.map(({ path, message }: { path: string; message: string }) => [path, message]),
    )
    expect(messages).toEqual({
      '/values/room': 'This must look like #operators.',
      '/values/retries': 'This must be 0 or more.',
      '/values/owner': 'This must be an email address, like ada@example.org.',
      '/values/colour': 'Unknown setting.',
      '/values/address': 'This is required.',
      '/values/token': 'This is required.',
      '/values/signingKey': 'This is required.',
    })
    expect(answer.text).not.toContain('canary')
    expect((await server.ask('GET', ROOT)).body.items).toEqual([])
    const id = await server.create(chat)
    for (const cleared of [{ token: null }, { address: null }, { mode: 'signed' }])
      expect(await change(id, { name: 'other', values: cleared })).toMatchObject({ status: 400 })
    expect((await replace(id, { room: '#operators' })).body.errors).toMatchObject([{ field: 'address' }])
    expect((await server.ask('GET', `${ROOT}/${id}`)).body).toMatchObject({ name: 'operators', revision: 1 })
    expect(await tokenOf(id)).toBe(TOKEN)
  })

  test('has a name that is unique for its plugin and kind, and that names something', async () => {
    const id = await server.create(chat)
    const other = await server.create({ ...chat, name: 'others' })
    for (const taken of [
      await server.ask('POST', ROOT, chat),
      await change(other, { name: 'operators', values: { token: 'another-token' } }),
    ])
      expect(taken.body).toMatchObject({ status: 409, code: 'INSTANCES_NAME_TAKEN' })
    expect(await tokenOf(other)).toBe(TOKEN)
    await server.create({
      plugin: 'chat',
      kind: 'analytics',
      name: 'operators',
      values: { ...values, room: undefined },
    })
    for (const name of ['', '  ', 'a/b', 'a\nb', 'x'.repeat(101)])
      expect(await change(id, { name })).toMatchObject({ status: 400 })
  })

  test('of an unknown plugin or kind is refused with the nearest one', async () => {
    const plugin = await server.ask('POST', ROOT, { ...chat, plugin: 'chaat' })
    expect(plugin.body).toMatchObject({ status: 400, code: 'KERNEL_UNKNOWN_VALUE' })
    expect(plugin.body.detail).toContain('Did you mean "chat"?')
    expect((await server.ask('GET', `${ROOT}?plugin=chaat`)).body.detail).toContain('"chat"')
    expect(await server.ask('POST', ROOT, { ...chat, kind: 'letter' })).toMatchObject({ status: 400 })
    const missing = '0198c7e2-0000-7000-8000-000000000000'
    for (const [method, path] of [
      ['GET', missing],
      ['GET', `${missing}/configuration`],
      ['GET', `${missing}/health`],
      ['POST', `${missing}/test`],
      ['POST', `${missing}/enable`],
      ['DELETE', missing],
    ] as const)
      expect((await server.ask(method, `${ROOT}/${path}`)).body).toMatchObject({
        code: 'INSTANCES_NOT_FOUND',
      })
  })

  test('is changed and tested by the session of an administrator alone', async () => {
    const id = await server.create(chat)
    for (const as of ['key', 'user'] as const)
      for (const [method, path, body] of [
        ['POST', ROOT, chat],
        ['PATCH', `${ROOT}/${id}`, { enabled: false }],
        ['PUT', `${ROOT}/${id}/configuration`, { values }],
        ['POST', `${ROOT}/${id}/disable`],
        ['POST', `${ROOT}/${id}/test`],
        ['POST', `${ROOT}/test`, { plugin: 'chat', kind: 'notification', values }],
        ['DELETE', `${ROOT}/${id}`],
      ] as const)
        expect(await server.ask(method, path, body, { as }), `${as} ${method} ${path}`).toMatchObject({
          status: 403,
        })
    expect(await server.ask('GET', `${ROOT}/${id}`, undefined, { as: 'key' })).toMatchObject({ status: 200 })
    expect(await server.ask('GET', `${ROOT}/${id}`, undefined, { as: 'user' })).toMatchObject({ status: 403 })
  })
})

describe('of changes at once', () => {
  test('with If-Match only the first is made', async () => {
    const id = await server.create(chat)
    const { etag = '' } = await server.ask('GET', `${ROOT}/${id}/configuration`)
    const rooms = ['#a', '#b', '#c']
    const answers = await Promise.all(
      rooms.map((room) =>
        server.ask(
          'PUT',
          `${ROOT}/${id}/configuration`,
          { values: { ...values, room } },
          { headers: { 'if-match': etag } },
        ),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 412, 412])
    const made = rooms[answers.findIndex(({ status }) => status === 200)]
    expect((await read(id)).values.room).toBe(made)
    expect(await auditOf(id)).toHaveLength(2)
  })

  test('without it, each applies to what the one before has made: none is lost', async () => {
    const id = await server.create(chat)
    const answers = await Promise.all([
      change(id, { values: { footer: 'a footer' } }),
      change(id, { values: { retries: 5 } }),
      change(id, { values: { token: 'another-token' } }),
      change(id, { name: 'renamed' }),
      server.ask('POST', `${ROOT}/${id}/disable`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect((await server.ask('GET', `${ROOT}/${id}`)).body).toMatchObject({
      name: 'renamed',
      enabled: false,
      revision: 6,
    })
    expect((await read(id)).values).toEqual({ ...values, token: SECRET_MASK, footer: 'a footer', retries: 5 })
    expect(await tokenOf(id)).toBe('another-token')
  })

  test('a repeated creation with one Idempotency-Key makes one instance', async () => {
    const headers = { 'idempotency-key': 'one-instance' }
    const [one, other] = [
      await server.ask('POST', ROOT, chat, { headers }),
      await server.ask('POST', ROOT, chat, { headers }),
    ]
    expect([one.status, other.status]).toEqual([201, 201])
    expect(other.body.id).toBe(one.body.id)
    const rows = server.database.tables<InstanceTables>().selectFrom('plugin_instances').selectAll()
    expect(await rows.execute()).toHaveLength(1)
  })
})
