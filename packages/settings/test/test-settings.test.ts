import { field, fields, IntegrationError } from '@tributary/integration-kit'
import { type Static, Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pluginWith, type SettingsServer, startSettingsServer } from './settings-server.ts'

const SECRET = 'canary-client-secret'
const schema = fields({
  clientId: field.text({ label: 'Client ID' }),
  clientSecret: field.secret({ label: 'Client secret', env: 'TESTED_SECRET' }),
  days: field.integer({ label: 'Days', default: 7 }),
})

/** The values of each test. */
const tried: Static<typeof schema>[] = []

let server: SettingsServer
beforeAll(async () => {
  server = await startSettingsServer({
    environment: { TESTED_SECRET: 'canary-of-the-environment' },
    plugins: [
      pluginWith('tested', {
        schema,
        api: { baseUrl: 'https://10.1.2.3' },
        async test({ config, step, http }) {
          const values = config as Static<typeof schema>
          tried.push(values)
          if (values.clientId === 'reach') await http.get('/', { schema: Type.Unknown() })
          await step('Signed in', () => {
            if (values.clientId === 'refused')
              throw new IntegrationError('auth_expired', `Not ${values.clientSecret}.`)
          })
        },
      }),
      pluginWith('listed', {
        schema: fields({ tokens: field.array({ label: 'Tokens', items: field.secret({ label: 'Token' }) }) }),
        test: ({ config }) => {
          throw new IntegrationError('auth_expired', `Not ${[config['tokens']].flat().join(' and ')}.`)
        },
      }),
    ],
  })
})
afterAll(() => server.stop())

const testWith = (values?: object, as: 'admin' | 'key' = 'admin') =>
  server.ask({
    method: 'POST',
    path: '/tested/test',
    as,
    ...(values === undefined ? {} : { body: { values } }),
  })

test('effective settings are tried, with what is sent over them; nothing is stored', async () => {
  expect((await testWith()).body).toMatchObject({ code: 'SETTINGS_INVALID', errors: [{ field: 'clientId' }] })
  expect((await testWith({ clientId: 'id' })).body).toMatchObject({
    ok: true,
    steps: [{ tried: 'Signed in', ok: true }],
  })
  expect(tried.at(-1)).toEqual({ clientId: 'id', clientSecret: 'canary-of-the-environment', days: 7 })
  await server.ask({
    method: 'PATCH',
    path: '/tested',
    body: { values: { clientId: 'stored', clientSecret: SECRET } },
  })
  expect((await testWith({ days: 3, clientSecret: '••••••••' })).body).toMatchObject({ ok: true })
  expect(tried.at(-1)).toEqual({ clientId: 'stored', clientSecret: SECRET, days: 3 })
  expect((await testWith({ clientSecret: null })).body).toMatchObject({ ok: true })
  expect(tried.at(-1)).toMatchObject({ clientSecret: 'canary-of-the-environment' })
  expect((await testWith()).body).toMatchObject({ ok: true })
  expect(tried.at(-1)).toEqual({ clientId: 'stored', clientSecret: SECRET, days: 7 })
})

test('a failure says what to change, without the secret; invalid values are not tried', async () => {
  const { body, text } = await testWith({ clientId: 'refused', clientSecret: SECRET })
  expect(body).toMatchObject({
    ok: false,
    steps: [{ tried: 'Signed in', problem: 'Not ***.', advice: 'Enter valid credentials, then test again.' }],
  })
  expect(text).not.toContain('canary')
  const before = tried.length
  expect((await testWith({ days: 'three' })).body).toMatchObject({ code: 'SETTINGS_INVALID' })
  expect(tried).toHaveLength(before)
})

test('a failure repeats no secret of a list, stored or sent', async () => {
  const tokens = ['canary-of-the-list', 'canary-number-two']
  for (const method of ['PATCH', 'POST'] as const) {
    const path = method === 'PATCH' ? '/listed' : '/listed/test'
    const { status, text } = await server.ask({ method, path, body: { values: { tokens } } })
    expect(status).toBe(200)
    expect(text).not.toContain('canary')
  }
  const { body } = await server.ask({ method: 'POST', path: '/listed/test' })
  expect(body).toMatchObject({ ok: false, steps: [{ problem: 'Not *** and ***.' }] })
})

test('its requests pass the egress guard', async () => {
  const { body } = await testWith({ clientId: 'reach', clientSecret: SECRET })
  expect(body.steps[0].problem).toContain('10.1.2.3 is a private address')
})

test('a plugin without a test says so, and an API key tests nothing', async () => {
  expect((await server.ask({ method: 'POST', path: '/player/test' })).body).toMatchObject({
    status: 409,
    code: 'SETTINGS_NO_TEST',
  })
  expect(await testWith({}, 'key')).toMatchObject({ status: 403 })
})
