import type { Kernel, Plugin } from '@tributary/core'
import { integrations } from '@tributary/integration-host'
import { defineIntegration, field, fields, fileImport, oauth2 } from '@tributary/integration-kit'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pluginsPlugin } from '../../src/index.ts'
import { type SettingsServer, startSettingsServer } from '../settings-server.ts'

const tuner = defineIntegration({
  name: 'tuner',
  displayName: 'Tuner',
  version: '2.1.0',
  description: 'What you tune.',
  auth: oauth2({
    authorizationUrl: 'https://example.org/authorize',
    tokenUrl: 'https://example.org/token',
    clientAuthentication: 'body',
    rotation: 'strict',
    pkce: true,
  }),
  config: fields({
    clientId: field.text({ label: 'Client ID', env: 'TUNER_CLIENT_ID' }),
    clientSecret: field.secret({ label: 'Client secret' }),
  }),
  connection: fields({ address: field.url({ label: 'Address' }) }),
  files: fileImport({
    accept: ['.csv'],
    maxBytes: 1024,
    howTo: ['Ask for it.'],
    options: Type.Object({ zone: Type.Optional(Type.String()) }),
  }),
  streams: [],
}).definition

const described: Plugin = {
  name: 'tuner',
  version: '2.1.0',
  about: {
    kind: 'integration',
    displayName: 'Tuner',
    author: 'Ada',
    homepage: 'https://example.org',
    tags: ['music'],
  },
  registerServices: (context) => context.contribute(integrations, tuner),
}

const failing: Plugin = {
  name: 'failing',
  version: '1.0.0',
  about: { tags: ['music'] },
  start: () => Promise.reject(new Error('no way to postgres://me:hunter2@db.local/x\n    at inside.ts:1')),
}

let server: SettingsServer
let kernel: Kernel

beforeAll(async () => {
  server = await startSettingsServer({ plugins: [pluginsPlugin(), described, failing] })
  kernel = server.kernel
})
afterAll(() => server.stop())

async function get(path: string, as: 'admin' | 'user' | 'anonymous' = 'admin') {
  const { status, body } = await server.ask({ path, as, mount: '/api/plugins' })
  return { status, body }
}

const names = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name)

test('an administrator sees what each plugin is, what it needs and why one failed, without credentials', async () => {
  const { body } = await get('/failing')
  expect(body).toEqual({
    name: 'failing',
    displayName: 'failing',
    kinds: ['other'],
    version: '1.0.0',
    description: null,
    author: null,
    homepage: null,
    tags: ['music'],
    icon: null,
    state: 'quarantined',
    stateReason: 'no way to postgres://db.local/x',
    dependencies: { plugins: [], services: [] },
    supportsConnectionTest: false,
    supportsHealthChecks: false,
  })
  expect((await get('/settings')).body).toMatchObject({
    kinds: ['server'],
    state: 'ready',
    dependencies: {
      plugins: expect.arrayContaining(['database', 'secrets']),
      services: ['database', 'authenticator', 'secretStore'],
    },
  })
})

test('people see the plugins without reasons and dependencies, and without signing in they are refused', async () => {
  const { body } = await get('/', 'user')
  expect(body.items).toHaveLength(kernel.report().plugins.length)
  expect(body.items).toSatisfy((items: { stateReason: unknown; dependencies: unknown }[]) =>
    items.every(({ stateReason, dependencies }) => stateReason === null && dependencies === null),
  )
  expect(JSON.stringify(body)).not.toContain('db.local')
  expect((await get('/', 'anonymous')).status).toBe(401)
})

test('the list is filtered by kind, tag and state, and paged in boot order', async () => {
  expect(names((await get('/?kind=integration')).body)).toEqual(['tuner'])
  expect(names((await get('/?tag=music')).body)).toEqual(['tuner', 'failing'])
  expect(names((await get('/?tag=music&state=ready')).body)).toEqual(['tuner'])
  const first = (await get('/?tag=music&limit=1')).body
  expect(names(first)).toEqual(['tuner'])
  expect(names((await get(`/?tag=music&limit=1&cursor=${first.nextCursor}`)).body)).toEqual(['failing'])
  expect(await get(`/?limit=1&cursor=${first.nextCursor}`)).toMatchObject({
    status: 400,
    body: { code: 'DATABASE_BAD_CURSOR' },
  })
  expect(await get('/?tag=musik')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('Did you mean "music"?') },
  })
})

test('an unknown plugin is not found, with the nearest name', async () => {
  expect(await get('/tunr')).toMatchObject({
    status: 404,
    body: { code: 'PLUGINS_NOT_FOUND', detail: 'Did you mean "tuner"?' },
  })
})

test('people read the forms of a plugin, without values and secrets', async () => {
  await server.ask({
    method: 'PATCH',
    body: { values: { clientId: 'my-id', clientSecret: 'hunter2hunter2' } },
  })
  const { body } = await get('/player/schema', 'user')
  expect(body.settings.schema.properties).toMatchObject({ clientId: { type: 'string', title: 'Client ID' } })
  expect(JSON.stringify(body)).not.toMatch(/my-id|hunter2/)
  expect(body).toMatchObject({ name: 'player', credentials: null, connection: null, importOptions: null })
})

test('the forms of a connection and of an import are those of the definition', async () => {
  const { body } = await get('/tuner/schema', 'user')
  expect(body).toMatchObject({
    settings: null,
    credentials: null,
    connection: { schema: { properties: { address: { title: 'Address' } }, required: ['address'] } },
    importOptions: { schema: { properties: { zone: { type: 'string' } } } },
  })
})
