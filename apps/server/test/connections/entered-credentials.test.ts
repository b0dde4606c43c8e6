import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Asked, EveryAuthProvider, given } from './every-auth.ts'
import { ok, useEveryAuth } from './every-auth-server.ts'

const every = useEveryAuth()
const { asked, connection, sync } = every

describe('user name and password exchanged for a session', () => {
  const SESSION = '/session'
  /** Knows one password; sessions are numbered, and the newest alone is good. */
  const signsIn = () => {
    let sessions = 0
    const signedIn = ({ headers }: Asked, json: object) =>
      headers.cookie === `sid=s${sessions}` ? { json } : { status: 401, json: {} }
    every.provider.answers = {
      [`${SESSION}/sign-in`]: ({ body }) =>
        (JSON.parse(body) as { password: string }).password === 'right'
          ? { json: { token: `s${++sessions}` } }
          : { status: 401, json: {} },
      [`${SESSION}/me`]: (each) => signedIn(each, { id: 'ada' }),
      [`${SESSION}/plays`]: (each) => signedIn(each, { items: [] }),
    }
    return { end: () => void sessions++, count: () => sessions }
  }
  const connect = (password = ' right ') =>
    every.ada.post('/api/session/connect', { username: 'ada', password })

  it('connect after the provider has accepted them, with the form shown before', async () => {
    signsIn()
    const { form, auth } = (await every.ada.get('/api/session')).body
    expect([auth, Object.keys(form.schema.properties), form.howTo]).toEqual([
      'credentials',
      ['username', 'password'],
      ['Use your account.'],
    ])
    expect(await connect()).toMatchObject({ status: 201, body: { status: 'connected' } })
    expect(await sync('session')).toMatchObject({ status: 'succeeded' })
  })

  it('that are invalid are refused and not stored', async () => {
    signsIn()
    expect(await connect('wrong')).toMatchObject({
      status: 400,
      // At the secret alone: the user name is rarely what is wrong.
      body: { code: 'CONNECTIONS_KEY_REFUSED', errors: [{ in: 'body', path: '/password' }] },
    })
    expect(await every.ada.post('/api/session/connect', { username: 'ada', passwort: 'x' })).toMatchObject({
      status: 400,
    })
    expect(await every.server.countStored()).toMatchObject({ connections: 0, secrets: 0 })
  })

  it('sign in again if the session is refused or has expired', async () => {
    const sessions = signsIn()
    await connect()
    await sync('session')
    sessions.end()
    const before = sessions.count()
    expect(await sync('session')).toMatchObject({ status: 'succeeded' })
    expect(sessions.count()).toBe(before + 1)
    await sql`update user_integrations set access_expires_at = now() - interval '1 second'`.execute(
      every.server.db,
    )
    expect(await sync('session')).toMatchObject({ status: 'succeeded' })
    expect(sessions.count()).toBe(before + 2)
  })

  it('that were changed at the provider ask the person to reconnect', async () => {
    const sessions = signsIn()
    await connect()
    await sync('session')
    sessions.end()
    every.provider.answers = {
      ...every.provider.answers,
      '/session/sign-in': () => ({ status: 401, json: {} }),
    }
    expect(await sync('session')).toMatchObject({ status: 'failed', error: { code: 'auth_expired' } })
    expect(await connection('session')).toMatchObject({ status: 'needs_reauth' })
  })
})

describe('an integration of self-hosted servers', () => {
  const connect = (settings: object | undefined, apiKey = 'k') =>
    every.ada.post('/api/box/connect', { apiKey, settings })
  const serving = (id: string) => {
    every.provider.answers = { '/box/me': ok({ id }), '/box/plays': ok({ items: [] }) }
  }

  it('requests the address of each connection, and sends its settings with every request', async () => {
    serving('1')
    expect(Object.keys((await every.ada.get('/api/box')).body.connectionForm.properties)).toEqual([
      'baseUrl',
      'library',
    ])
    expect(await connect({ baseUrl: every.provider.origin })).toMatchObject({
      status: 201,
      body: { status: 'connected', settings: { baseUrl: every.provider.origin, library: 'main' } },
    })
    given.length = 0
    expect(await sync('box')).toMatchObject({ status: 'succeeded' })
    expect(asked('/box/plays').at(-1)?.headers).toMatchObject({
      'x-token': 'k',
      'x-region': 'eu',
      'x-library': 'main',
    })
    const { host } = new URL(every.provider.origin)
    expect(given[0]).toMatchObject({
      kind: 'sync',
      config: { region: 'eu' },
      connection: { baseUrl: every.provider.origin, library: 'main' },
      account: { id: `${host}/1` },
    })
    expect(given[0]?.now()).toBeGreaterThan(Date.parse('2026-01-01'))
  })

  it.each([
    [undefined, 400],
    [{}, 400],
    [{ baseUrl: 'music' }, 400],
    [{ baseUrl: 'http://10.0.0.1:8096' }, 400],
    [{ baseUrl: 'https://[fd00::1]/' }, 400],
    [{ baseUrl: 'http://music.example.org' }, 400],
    [{ baseUrl: 'https://x.example', bseUrl: 'a' }, 400],
  ])('refuses %j before sending or storing it', async (settings, status) => {
    expect(await connect(settings)).toMatchObject({ status })
    expect([every.provider.seen.length, await every.server.countStored()]).toEqual([
      0,
      { connections: 0, secrets: 0 },
    ])
  })

  it('has forms to render, which the server of administrators makes as well', async () => {
    const { forms } = (await every.ada.get('/api/box')).body
    expect(forms).toMatchObject({
      credentials: { schema: { properties: { apiKey: { type: 'string', writeOnly: true } } } },
      connection: {
        schema: { properties: { baseUrl: { type: 'string', format: 'uri' } }, required: ['baseUrl'] },
        uiSchema: { 'ui:order': ['baseUrl', 'library', '*'] },
      },
      importOptions: null,
    })
    expect(JSON.stringify(forms)).not.toContain('x-field')
  })

  it.each([
    [{}, '/settings/baseUrl', 'Enter a value.'],
    [{ baseUrl: 7 }, '/settings/baseUrl', 'Enter an address, like https://example.org.'],
    [{ baseUrl: 'music' }, '/settings/baseUrl', 'Enter an address, like https://example.org.'],
    [{ baseUrl: 'https://x.example', library: ['a'] }, '/settings/library', 'Enter text.'],
  ])('says of %j what to enter, at the field', async (settings, path, message) => {
    const { status, body } = await connect(settings)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([
      { in: 'body', path, message: expect.stringContaining(`: ${message}`) },
    ])
    expect(body.detail).toContain(message)
  })

  it('says of credentials of another type what to enter', async () => {
    const { body } = await every.ada.post('/api/box/connect', {
      apiKey: 7,
      settings: { baseUrl: 'https://x.example' },
    })
    expect(body.errors).toMatchObject([{ path: '/apiKey', messages: ['Enter text.'] }])
  })

  it('says what an administrator must do for an address in a private network', async () => {
    expect((await connect({ baseUrl: 'https://192.168.1.20:8096' })).body).toMatchObject({
      code: 'CONNECTIONS_BAD_SETTINGS',
      errors: [
        { path: '/settings/baseUrl', message: expect.stringContaining('EGRESS_ALLOW=192.168.1.20:8096') },
      ],
    })
  })

  it('treats account 1 of another server as another account', async () => {
    serving('1')
    await connect({ baseUrl: every.provider.origin })
    const other = await EveryAuthProvider.start()
    other.answers = every.provider.answers
    try {
      expect(await connect({ baseUrl: other.origin })).toMatchObject({ status: 201 })
      const { connections } = (await every.ada.get('/api/box')).body
      expect(connections).toMatchObject([
        { settings: { baseUrl: every.provider.origin } },
        { settings: { baseUrl: other.origin } },
      ])
    } finally {
      other.stop()
    }
  })
})

it('a user name and password by RFC 7617 are sent with each request, in UTF-8', async () => {
  const expected = `Basic ${Buffer.from('ada:gehéim').toString('base64')}`
  const checked =
    (json: object) =>
    ({ headers }: Asked) =>
      headers.authorization === expected ? { json } : { status: 401, json: {} }
  every.provider.answers = { '/basic/me': checked({ id: 'ada' }), '/basic/plays': checked({ items: [] }) }
  expect(await every.ada.post('/api/basic/connect', { username: 'ada', password: 'gehéim' })).toMatchObject({
    status: 201,
  })
  expect(await sync('basic')).toMatchObject({ status: 'succeeded' })
  expect(await every.ada.post('/api/basic/connect', { username: 'a:b', password: 'x' })).toMatchObject({
    status: 400,
  })
})
