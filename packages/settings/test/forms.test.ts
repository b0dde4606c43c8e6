import { settings } from '@tributary/integration-host'
import { field, fields } from '@tributary/integration-kit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SECRET_MASK } from '../src/index.ts'
import { type SettingsServer, startSettingsServer } from './settings-server.ts'

const TOKEN = 'canary-access-token'

const messenger = fields({
  mode: field.select({ label: 'Mode', choices: ['sandbox', 'live'], default: 'sandbox' }),
  token: field.secret({ label: 'Token', env: 'MESSENGER_TOKEN', visibleWhen: { field: 'mode', is: 'live' } }),
  region: field.text({ label: 'Region', visibleWhen: { field: 'mode', is: 'live' } }),
  extra: field.json({ label: 'Extra', required: false }),
})

describe('a form with fields that depend on others', () => {
  let server: SettingsServer
  beforeAll(async () => {
    server = await startSettingsServer({
      playerSettings: { schema: messenger },
      environment: { MESSENGER_TOKEN: TOKEN },
    })
  })
  afterAll(() => server.stop())
  afterEach(() => server.ask({ method: 'DELETE' }))

  const change = (values: object) => server.ask({ method: 'PATCH', body: { values } })
  const read = () => server.kernel.getService(settings).read('player')

  test('requires and returns only the visible ones', async () => {
    expect(await read()).toEqual({ mode: 'sandbox' })
    expect((await change({ mode: 'live' })).body).toMatchObject({ configured: false, missing: ['region'] })
    expect(await read()).toBeUndefined()
    await change({ region: 'eu' })
    expect(await read()).toEqual({ mode: 'live', region: 'eu', token: TOKEN })
    await change({ mode: 'sandbox' })
    expect(await read()).toEqual({ mode: 'sandbox' })
    await change({ mode: 'live' })
    expect(await read()).toMatchObject({ region: 'eu' })
  })

  test('ignores the value of one that the same change hides', async () => {
    await change({ mode: 'live', region: 'eu' })
    expect(await change({ mode: 'sandbox', region: '' })).toMatchObject({ status: 200 })
    await change({ mode: 'live' })
    expect(await read()).toMatchObject({ region: 'eu' })
  })

  test('the form sends back what it received, and JSON as text', async () => {
    const { body } = await change({ mode: 'live', region: 'eu', token: 'another-token', extra: { size: 1 } })
    expect(body.form.data).toEqual({
      mode: 'live',
      region: 'eu',
      token: SECRET_MASK,
      extra: '{\n  "size": 1\n}',
    })
    expect((await change(body.form.data)).body.form.data).toEqual(body.form.data)
    expect(await read()).toEqual({ mode: 'live', region: 'eu', token: 'another-token', extra: { size: 1 } })
  })

  test('the form does not ask for what the environment provides', async () => {
    const { body } = await server.ask({})
    expect(body.form.uiSchema.token).toMatchObject({ 'ui:placeholder': 'Set by MESSENGER_TOKEN' })
    const required = body.form.schema.allOf.map(
      (part: { then: { required: string[] } }) => part.then.required,
    )
    expect(required).toEqual([[], ['region']])
    expect(JSON.stringify(body)).not.toContain(TOKEN)
  })

  test('text that is not JSON is refused with its place, and the stored value stays', async () => {
    await change({ extra: { size: 1 } })
    const { status, body } = await change({ extra: '{\n  size: 1 }' })
    expect([status, body.errors]).toMatchObject([
      400,
      [{ path: '/values/extra', message: 'This is not valid JSON: line 2, column 3.' }],
    ])
    expect(await read()).toMatchObject({ extra: { size: 1 } })
  })
})
