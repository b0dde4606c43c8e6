import { database } from '@tributary/database'
import { settings } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'
import { secretStore } from '@tributary/secrets'
import { afterEach, expect, test } from 'vitest'
import { type SettingsServer, startSettingsServer } from './settings-server.ts'

const KEY = 'canary-api-key'

const first = fields({
  server: field.text({ label: 'Server' }),
  key: field.secret({ label: 'Key' }),
  days: field.integer({ label: 'Days' }),
})

const third = fields(
  { baseUrl: field.url({ label: 'Address' }), apiKey: field.secret({ label: 'Key' }) },
  {
    version: 3,
    migrations: {
      2: ({ server, ...rest }) => ({ ...rest, host: server }),
      3: ({ host, key }) => ({ baseUrl: `https://${String(host)}/`, apiKey: key }),
    },
  },
)

const running: SettingsServer[] = []
afterEach(async () => {
  for (const server of running.splice(0).toReversed()) await server.stop()
})

async function startWith(schema: typeof first | typeof third, on?: SettingsServer): Promise<SettingsServer> {
  const server = await startSettingsServer({
    playerSettings: { schema },
    ...(on === undefined ? {} : { place: on.place }),
  })
  running.push(server)
  return server
}

const read = (server: SettingsServer) => server.kernel.getService(settings).read('player')

const stateOf = (server: SettingsServer) =>
  server.kernel.report().plugins.find(({ name }) => name === 'player')

async function storeFirst(): Promise<SettingsServer> {
  const old = await startWith(first)
  const values = { server: 'music.example.org', key: KEY, days: 7 }
  expect(await old.ask({ method: 'PATCH', body: { values } })).toMatchObject({ status: 200 })
  await old.stopKernel()
  return old
}

test('stored values are converted version by version, secrets too, once', async () => {
  const old = await storeFirst()
  const newer = await startWith(third, old)
  const converted = { baseUrl: 'https://music.example.org/', apiKey: KEY }
  expect(await read(newer)).toEqual(converted)
  await newer.stopKernel()
  expect(await read(await startWith(third, old))).toEqual(converted)
})

test('a secret that was lost does not stop the conversion of the others', async () => {
  const old = await startWith(first)
  const values = { server: 'music.example.org', key: KEY }
  expect(await old.ask({ method: 'PATCH', body: { values } })).toMatchObject({ status: 200 })
  await old.kernel.getService(secretStore).remove({ owner: 'settings', name: 'plugin.player.key' })
  await old.stopKernel()
  expect(stateOf(await startWith(third, old))).toMatchObject({ state: 'ready' })
})

test('a migration that throws refuses the plugin with its message, and the values stay', async () => {
  const old = await storeFirst()
  const broken = fields(
    { baseUrl: field.url({ label: 'Address' }) },
    {
      version: 2,
      migrations: {
        2: () => {
          throw new Error('the server has no address')
        },
      },
    },
  )
  const refused = await startWith(broken as never, old)
  expect(stateOf(refused)).toMatchObject({
    state: 'quarantined',
    reason: expect.stringContaining('the server has no address'),
  })
  await refused.stopKernel()
  expect(await read(await startWith(first, old))).toEqual({ server: 'music.example.org', key: KEY, days: 7 })
})

test('values of a newer version refuse the older plugin instead of being misread', async () => {
  const old = await storeFirst()
  await (await startWith(third, old)).stopKernel()
  expect(stateOf(await startWith(first, old))).toMatchObject({
    state: 'quarantined',
    reason: expect.stringContaining('stored by a newer version of the plugin (form 3, this one has 1)'),
  })
})

test('a process of an older version changes nothing that a newer one has converted', async () => {
  const old = await startWith(first)
  const change = (server: SettingsServer, values: object) => server.ask({ method: 'PATCH', body: { values } })
  await change(old, { server: 'music.example.org', key: KEY })
  const newer = await startWith(third, old)
  expect(await change(old, { server: 'other.example.org' })).toMatchObject({
    status: 409,
    body: { code: 'SETTINGS_NEWER_FORM' },
  })
  expect(await read(newer)).toEqual({ baseUrl: 'https://music.example.org/', apiKey: KEY })
})

test('values that an older process stores first are converted before a newer one adds to them', async () => {
  const old = await startWith(first)
  const newer = await startWith(third, old)
  await old.ask({ method: 'PATCH', body: { values: { server: 'music.example.org' } } })
  expect(await newer.ask({ method: 'PATCH', body: { values: { apiKey: KEY } } })).toMatchObject({
    status: 200,
  })
  expect(await read(newer)).toEqual({ baseUrl: 'https://music.example.org/', apiKey: KEY })
})

test.each(['is lost', 'cannot be decrypted'])(
  'a secret that %s does not refuse the plugin',
  async (fault) => {
    const old = await startWith(first)
    await old.ask({ method: 'PATCH', body: { values: { server: 'music.example.org', key: KEY } } })
    const newest = fields(
      { server: field.text({ label: 'Server' }), key: field.secret({ label: 'Key' }) },
      {
        version: 2,
        migrations: { 2: ({ key, ...rest }) => ({ ...rest, key: (key as string | undefined)?.trim() }) },
      },
    )
    const change =
      fault === 'is lost' ? 'delete from secrets' : `update secrets set sealed = sealed || 'AAAA'`
    await old.kernel.getService(database).pool.query(`${change} where owner = 'settings'`)
    const newer = await startWith(newest as never, old)
    expect(stateOf(newer)).toMatchObject({ state: 'ready' })
    const { body } = await newer.ask({})
    expect(JSON.stringify(body)).toContain('The stored secret cannot be decrypted')
  },
)

test('a version without its migration is a mistake of the author', () => {
  expect(() => fields({}, { version: 2 })).toThrow('version 2 has no migration to version 2')
  expect(() => fields({}, { version: 0 })).toThrow('version 0 is not a positive integer')
})
