import { connectionAccess } from '@tributary/connections'
import type { ImportJob } from '@tributary/integration-host'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import { type Asked, CLIENT_ENVIRONMENT, EveryAuthProvider, everyAuth, given } from './every-auth.ts'
import type { Person } from './person.ts'

let provider: EveryAuthProvider
let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  provider = await EveryAuthProvider.start()
  server = await startConnectedServer({
    integrations: everyAuth(provider.origin),
    environment: CLIENT_ENVIRONMENT,
    worker: true,
  })
  ada = await server.person('ada')
})

afterAll(async () => {
  await server.stop()
  provider.stop()
})

beforeEach(async () => {
  provider.answers = {}
  provider.seen.length = 0
  await sql`delete from user_integrations`.execute(server.db)
  await sql`delete from oauth_flows`.execute(server.db)
  await sql`delete from secrets where owner = 'connections'`.execute(server.db)
})

const asked = (path: string) => provider.seen.filter((each) => each.path === path)
const connection = async (name: string) => (await ada.get(`/api/${name}`)).body.connections[0]
/** Runs a sync to its end. */
const sync = async (name: string): Promise<ImportJob> => {
  const { body } = await ada.post(`/api/${name}/sync`)
  return expect
    .poll(async () => (await ada.get(`/api/jobs/${(body as ImportJob).id}`)).body as ImportJob, {
      timeout: 15_000,
    })
    .toSatisfy((job: ImportJob) => !['queued', 'running'].includes(job.status))
    .then(async () => (await ada.get(`/api/jobs/${(body as ImportJob).id}`)).body as ImportJob)
}
const ok = (json: object) => () => ({ json })

describe('user name and password that are exchanged for a session', () => {
  const SESSION = '/session'
  /** Knows one password; sessions are numbered, and the newest alone is good. */
  const signsIn = () => {
    let sessions = 0
    const signedIn = ({ headers }: Asked, json: object) =>
      headers.cookie === `sid=s${sessions}` ? { json } : { status: 401, json: {} }
    provider.answers = {
      [`${SESSION}/sign-in`]: ({ body }) =>
        (JSON.parse(body) as { password: string }).password === 'right'
          ? { json: { token: `s${++sessions}` } }
          : { status: 401, json: {} },
      [`${SESSION}/me`]: (each) => signedIn(each, { id: 'ada' }),
      [`${SESSION}/plays`]: (each) => signedIn(each, { items: [] }),
    }
    return { end: () => void sessions++, count: () => sessions }
  }
  const connect = (password = ' right ') => ada.post('/api/session/connect', { username: 'ada', password })

  it('connect once the provider has accepted them, and show the form beforehand', async () => {
    signsIn()
    const { form, auth } = (await ada.get('/api/session')).body
    expect([auth, Object.keys(form.schema.properties), form.howTo]).toEqual([
      'credentials',
      ['username', 'password'],
      ['Use your account.'],
    ])
    expect(await connect()).toMatchObject({ status: 200, body: { status: 'connected' } })
    expect(await sync('session')).toMatchObject({ status: 'succeeded' })
  })

  it('that are wrong are refused and not stored', async () => {
    signsIn()
    expect(await connect('wrong')).toMatchObject({ status: 400, body: { code: 'CONNECTIONS_KEY_REFUSED' } })
    expect(await ada.post('/api/session/connect', { username: 'ada', passwort: 'x' })).toMatchObject({
      status: 400,
    })
    expect(await server.countStored()).toMatchObject({ connections: 0, secrets: 0 })
  })

  it('sign in again when the session is refused, and when it has expired', async () => {
    const sessions = signsIn()
    await connect()
    await sync('session')
    sessions.end()
    const before = sessions.count()
    expect(await sync('session')).toMatchObject({ status: 'succeeded' })
    expect(sessions.count()).toBe(before + 1)
    await sql`update user_integrations set access_expires_at = now() - interval '1 second'`.execute(server.db)
    expect(await sync('session')).toMatchObject({ status: 'succeeded' })
    expect(sessions.count()).toBe(before + 2)
  })

  it('that were changed at the provider ask the person to connect again', async () => {
    const sessions = signsIn()
    await connect()
    await sync('session')
    sessions.end()
    provider.answers = { ...provider.answers, '/session/sign-in': () => ({ status: 401, json: {} }) }
    expect(await sync('session')).toMatchObject({ status: 'failed', error: { code: 'auth_expired' } })
    expect(await connection('session')).toMatchObject({ status: 'needs_reauth' })
  })
})

describe('an integration of servers that people run themselves', () => {
  const connect = (settings: object | undefined, apiKey = 'k') =>
    ada.post('/api/box/connect', { apiKey, settings })
  const serving = (id: string) => {
    provider.answers = { '/box/me': ok({ id }), '/box/plays': ok({ items: [] }) }
  }

  it('asks for the address of each connection, and sends what is set with every request', async () => {
    serving('1')
    expect(Object.keys((await ada.get('/api/box')).body.connectionForm.properties)).toEqual([
      'baseUrl',
      'library',
    ])
    expect(await connect({ baseUrl: provider.origin })).toMatchObject({
      status: 200,
      body: { status: 'connected', settings: { baseUrl: provider.origin, library: 'main' } },
    })
    given.length = 0
    expect(await sync('box')).toMatchObject({ status: 'succeeded' })
    expect(asked('/box/plays').at(-1)?.headers).toMatchObject({
      'x-token': 'k',
      'x-region': 'eu',
      'x-library': 'main',
    })
    const { host } = new URL(provider.origin)
    expect(given[0]).toMatchObject({
      kind: 'sync',
      config: { region: 'eu' },
      connection: { baseUrl: provider.origin, library: 'main' },
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
  ])('refuses %j before it is asked or stored', async (settings, status) => {
    expect(await connect(settings)).toMatchObject({ status })
    expect([provider.seen.length, await server.countStored()]).toEqual([0, { connections: 0, secrets: 0 }])
  })

  it('says what an administrator does about an address in a private network', async () => {
    expect((await connect({ baseUrl: 'https://192.168.1.20:8096' })).body).toMatchObject({
      code: 'CONNECTIONS_BAD_SETTINGS',
      errors: [
        { path: '/settings/baseUrl', message: expect.stringContaining('EGRESS_ALLOW=192.168.1.20:8096') },
      ],
    })
  })

  it('takes the account 1 of another server for another account', async () => {
    serving('1')
    await connect({ baseUrl: provider.origin })
    const other = await EveryAuthProvider.start()
    other.answers = provider.answers
    try {
      expect(await connect({ baseUrl: other.origin })).toMatchObject({ status: 200 })
      const { connections } = (await ada.get('/api/box')).body
      expect(connections).toMatchObject([
        { settings: { baseUrl: provider.origin } },
        { settings: { baseUrl: other.origin } },
      ])
    } finally {
      other.stop()
    }
  })
})

it('a user name and password by RFC 7617 go with each request, in UTF-8', async () => {
  const expected = `Basic ${Buffer.from('ada:gehéim').toString('base64')}`
  const checked =
    (json: object) =>
    ({ headers }: Asked) =>
      headers.authorization === expected ? { json } : { status: 401, json: {} }
  provider.answers = { '/basic/me': checked({ id: 'ada' }), '/basic/plays': checked({ items: [] }) }
  expect(await ada.post('/api/basic/connect', { username: 'ada', password: 'gehéim' })).toMatchObject({
    status: 200,
  })
  expect(await sync('basic')).toMatchObject({ status: 'succeeded' })
  expect(await ada.post('/api/basic/connect', { username: 'a:b', password: 'x' })).toMatchObject({
    status: 400,
  })
})

describe('a device code', () => {
  const codeReply = {
    device_code: 'dc',
    user_code: 'WDJB-MJHT',
    verification_uri: 'https://device.example/',
    expires_in: 600,
    interval: 2,
  }
  const tokens = {
    access_token: 'at-1',
    refresh_token: 'rt-1',
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'read',
  }
  const refusing =
    (error: string, status = 400) =>
    () => ({ status, json: { error } })
  const begin = async () => {
    provider.answers = {
      ...provider.answers,
      '/device/code': ok(codeReply),
      '/device/me': ok({ id: 'ada' }),
      '/device/plays': ok({ items: [] }),
    }
    return (await ada.post('/api/device/connect')).body
  }
  const answerTokens = (answer: (asked: Asked) => { status?: number; json?: object }) => {
    provider.answers = { ...provider.answers, '/device/token': answer }
  }
  const poll = (flow: string) => ada.post(`/api/device/connect/${flow}`)
  const passInterval = () => sql`update oauth_flows set next_poll_at = now()`.execute(server.db)

  it('is shown to the person, and connects once they have entered it', async () => {
    const begun = await begin()
    expect(begun).toMatchObject({
      userCode: 'WDJB-MJHT',
      verificationUri: 'https://device.example/',
      verificationUriComplete: null,
      pollAfterSeconds: 2,
    })
    expect(asked('/device/code')[0]?.form.get('scope')).toBe('read')
    answerTokens(refusing('authorization_pending'))
    expect(await poll(begun.flow)).toMatchObject({ status: 202, body: { pollAfterSeconds: 2 } })
    // Within the interval the provider is not asked.
    expect(await poll(begun.flow)).toMatchObject({ status: 202 })
    expect(asked('/device/token').length).toBe(1)
    await passInterval()
    answerTokens(refusing('slow_down'))
    expect(await poll(begun.flow)).toMatchObject({ status: 202, body: { pollAfterSeconds: 7 } })
    await passInterval()
    answerTokens(ok(tokens))
    expect(await poll(begun.flow)).toMatchObject({ status: 200, body: { status: 'connected' } })
    expect(asked('/device/token').at(-1)?.form.get('device_code')).toBe('dc')
    expect(await poll(begun.flow)).toMatchObject({ status: 400, body: { code: 'CONNECTIONS_FLOW_REFUSED' } })
    expect(await sync('device')).toMatchObject({ status: 'succeeded' })
    // The code itself is gone; one sealed set of credentials is left.
    expect(await server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })

  it('that expires, or is refused there, ends the flow and stores nothing', async () => {
    for (const answer of [refusing('expired_token'), refusing('access_denied'), () => ({ status: 418 })]) {
      const { flow } = await begin()
      answerTokens(answer)
      expect(await poll(flow)).toMatchObject({ status: 403, body: { code: 'CONNECTIONS_DENIED' } })
      expect(await poll(flow)).toMatchObject({ status: 400 })
    }
    expect(await server.countStored()).toMatchObject({ connections: 0, secrets: 0 })
  })

  it('that nobody enters is forgotten, sealed as it was', async () => {
    await begin()
    expect(await server.countStored()).toMatchObject({ secrets: 1 })
    await sql`update oauth_flows set expires_at = now() - interval '1 second'`.execute(server.db)
    await server.kernel.getService(connectionAccess).maintain(new AbortController().signal)
    expect(await server.countStored()).toMatchObject({ secrets: 0 })
  })

  it('of one person is nothing to another', async () => {
    const { flow } = await begin()
    answerTokens(ok(tokens))
    const eve = await server.person('eve')
    expect(await eve.post(`/api/device/connect/${flow}`)).toMatchObject({ status: 400 })
    expect(asked('/device/token')).toEqual([])
  })

  it('connects once when it is asked about twice at the same time', async () => {
    const { flow } = await begin()
    answerTokens(ok(tokens))
    const replies = await Promise.all([poll(flow), poll(flow), poll(flow)])
    expect(replies.filter(({ status }) => status === 200).length).toBe(1)
    expect(asked('/device/token').length).toBe(1)
  })

  it('whose provider is down is an answer that says to try later', async () => {
    provider.answers = { '/device/code': () => ({ status: 503, json: {} }) }
    expect(await ada.post('/api/device/connect')).toMatchObject({
      status: 503,
      body: { code: 'CONNECTIONS_PROVIDER_UNAVAILABLE' },
    })
  })
})

describe('a flow of OAuth 2.0 whose provider has ways of its own', () => {
  const token = {
    access_token: 'run-token',
    refresh_token: 'r',
    token_type: 'Bearer',
    expires_in: 3600,
    athlete: { id: 77 },
  }
  const connect = async (scope: string, reply: object = token) => {
    provider.answers = {
      '/run/token': ok(reply),
      '/run/plays': ok({ items: [] }),
      '/run/deauthorize': ok({}),
    }
    const url = new URL(await ada.begin('run'))
    const callback = new URL('http://127.0.0.1:3999/api/run/callback')
    callback.search = new URLSearchParams({
      code: 'c',
      state: url.searchParams.get('state') ?? '',
      scope,
    }).toString()
    return { requested: url.searchParams.get('scope'), reply: await ada.comeBack(callback) }
  }

  it('finds the granted scopes in the callback, and the account in the token reply', async () => {
    const { requested, reply } = await connect('profile,activity:read_all')
    expect([requested, reply.status]).toEqual(['profile,activity:read', 303])
    expect(await connection('run')).toMatchObject({
      status: 'connected',
      grantedScopes: ['profile', 'activity:read_all'],
      missingScopes: [],
    })
    const { rows } = await sql<{ account_id: string }>`select account_id from user_integrations`.execute(
      server.db,
    )
    expect(rows).toEqual([{ account_id: '77' }])
  })

  it('misses one of alternatives only when none is granted', async () => {
    await connect('profile')
    expect(await connection('run')).toMatchObject({
      status: 'needs_permission',
      missingScopes: ['activity:read or activity:read_all'],
    })
  })

  it('revokes by a parameter of another name', async () => {
    await connect('profile,activity:read')
    expect(await ada.delete('/api/run')).toMatchObject({ status: 204 })
    await expect
      .poll(() => asked('/run/deauthorize')[0]?.form.get('access_token'), { timeout: 5_000 })
      .toBe('run-token')
    expect(asked('/run/deauthorize')[0]?.form.has('token')).toBe(false)
  })

  describe('that revokes by the access token, which has expired', () => {
    const tokensIn = (path: string) => asked(path).map(({ form }) => form.get('access_token'))
    const refreshes = () =>
      asked('/run/token').filter(({ form }) => form.get('grant_type') === 'refresh_token')
    const waiting = async () => {
      const { rows } = await sql<{ last_error: string | null }>`select last_error from revocations`.execute(
        server.db,
      )
      return rows
    }
    const disconnectExpired = async (refresh: object, status = 200) => {
      await sql`delete from revocations`.execute(server.db)
      await connect('profile,activity:read', { ...token, expires_in: 1 })
      provider.answers = { ...provider.answers, '/run/token': () => ({ status, json: refresh }) }
      provider.seen.length = 0
      expect(await ada.delete('/api/run')).toMatchObject({ status: 204 })
      await expect.poll(refreshes).toHaveLength(1)
    }

    it('is asked for a new one first, which is revoked', async () => {
      await disconnectExpired({ ...token, access_token: 'newer', refresh_token: 'r2' })
      await expect.poll(() => tokensIn('/run/deauthorize')).toEqual(['newer'])
      await expect.poll(waiting).toEqual([])
    })

    it('has ended the grant already where it refuses the refresh', async () => {
      await disconnectExpired({ error: 'invalid_grant' }, 400)
      await expect.poll(waiting).toEqual([])
      expect(tokensIn('/run/deauthorize')).toEqual([])
    })

    it('is asked again later where the refresh fails, and the person is disconnected all the same', async () => {
      await disconnectExpired({}, 503)
      await expect.poll(waiting).toEqual([{ last_error: expect.any(String) }])
      expect(await connection('run')).toMatchObject({ status: 'disconnected', lastError: null })
      await sql`delete from revocations`.execute(server.db)
    })
  })
})
