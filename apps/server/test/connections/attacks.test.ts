import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectedServer, PUBLIC_URL, startConnectedServer } from './connected-server.ts'
import { harbor } from './harbor.ts'
import { type OidcServer, startOidcServer } from './oidc-server.ts'
import type { Person, Reply } from './person.ts'
import { ProviderBrowser } from './provider-browser.ts'

const COOKIE = 'tributary.connecting'
const client = (name: string) => ({
  id: `client-${name}`,
  secret: `secret-of-${name}-0123456789`,
  redirectUris: [`${PUBLIC_URL}/api/${name}/callback`],
})

let one: OidcServer
let two: OidcServer
let server: ConnectedServer
let ada: Person
let eve: Person
const atProvider = new ProviderBrowser()

beforeAll(async () => {
  one = await startOidcServer([client('one'), client('wrong')])
  two = await startOidcServer([client('two')])
  server = await startConnectedServer({
    integrations: [harbor('one', one.issuer), harbor('two', two.issuer), harbor('wrong', one.issuer)],
    environment: {
      ONE_CLIENT_ID: client('one').id,
      ONE_CLIENT_SECRET: client('one').secret,
      TWO_CLIENT_ID: client('two').id,
      TWO_CLIENT_SECRET: client('two').secret,
      WRONG_CLIENT_ID: client('wrong').id,
      WRONG_CLIENT_SECRET: 'not-its-secret',
    },
  })
  ada = await server.person('ada')
  eve = await server.person('eve')
})

afterAll(async () => {
  await server.stop()
  await Promise.all([one.stop(), two.stop()])
})

beforeEach(async () => {
  await sql`delete from import_jobs`.execute(server.db)
  await sql`delete from user_integrations`.execute(server.db)
  await sql`delete from secrets where owner = 'connections'`.execute(server.db)
  await sql`delete from oauth_flows`.execute(server.db)
})

/** Ada has been at the provider and is on her way back. */
const onTheWayBack = async (person = ada, integration = 'one', name = 'ada') =>
  atProvider.authorize(await person.begin(integration), { name })

const changed = (url: URL, change: (parameters: URLSearchParams) => void): URL => {
  const copy = new URL(url)
  change(copy.searchParams)
  return copy
}

/** Nothing came of it: no connection, no credentials. */
async function refuses(reply: Reply, status: number, code?: string): Promise<boolean> {
  expect(reply).toMatchObject({ status, ...(code === undefined ? {} : { body: { code } }) })
  expect(await server.countStored()).toEqual({ connections: 0, secrets: 0 })
  return true
}

/** As many as are asked of a release; a tenth shows what a change has broken. */
const FLOWS = Number(process.env['FLOWS'] ?? 100)

describe('the honest flow', () => {
  it('connects the account, and the next page is where the person wanted to go on', async () => {
    const url = await ada.begin('one', { returnPath: '/connections?from=one' })
    const parameters = new URL(url).searchParams
    expect(Object.fromEntries(parameters)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${PUBLIC_URL}/api/one/callback`,
      scope: 'plays.read openid offline_access',
    })
    const callback = await atProvider.authorize(url, { name: 'ada' })
    expect(callback.searchParams.get('iss')).toBe(one.issuer)
    expect(await ada.comeBack(callback)).toMatchObject({ status: 303, location: '/connections?from=one' })
    expect((await ada.get('/api/one')).body).toMatchObject({
      connected: true,
      enabled: true,
      connections: [{ status: 'connected', accountName: 'ADA', missingScopes: [] }],
      lastJob: { kind: 'sync', status: 'queued' },
    })
    expect(await server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })

  it(`works for ${FLOWS} at once in one browser, ended in another order`, {
    timeout: 30_000 + FLOWS * 300,
  }, async () => {
    const begun = await Promise.all(Array.from({ length: FLOWS }, () => ada.begin('one')))
    const callbacks: URL[] = []
    for (const url of begun) callbacks.push(await atProvider.authorize(url, { name: 'ada' }))
    const replies = await Promise.all(callbacks.toReversed().map((callback) => ada.comeBack(callback)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([303]))
    expect(await server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })
})

describe('a browser that begins its very first flows', () => {
  it('at one moment ends each of them, in whatever order, and keeps one cookie', async () => {
    const newcomer = await server.person('newcomer')
    const begun = await Promise.all([newcomer.begin('one'), newcomer.begin('two'), newcomer.begin('one')])
    const callbacks: URL[] = []
    for (const url of begun) callbacks.push(await atProvider.authorize(url, { name: 'ada' }))
    for (const callback of callbacks.toReversed())
      expect(await newcomer.comeBack(callback)).toMatchObject({ status: 303 })
    const kept = [...newcomer.cookies.keys()].filter((name) => name.startsWith(COOKIE))
    expect(kept).toEqual([COOKIE])
  })

  it('has nothing of them for another browser, even of the same user', async () => {
    const newcomer = await server.person('latecomer')
    const [url] = await Promise.all([newcomer.begin('one'), newcomer.begin('one')])
    const callback = await atProvider.authorize(url, { name: 'ada' })
    const names = [...newcomer.cookies.keys()].filter((name) => name.startsWith(COOKIE))
    for (const name of names) newcomer.cookies.set(name, 'A'.repeat(43))
    expect(await refuses(await newcomer.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })
})

describe('the callback is refused', () => {
  it('without the cookie of the browser that began', async () => {
    const callback = await onTheWayBack()
    const cookie = ada.cookies.get(COOKIE) ?? ''
    for (const value of [undefined, '', 'short', 'A'.repeat(43), cookie.slice(0, -1), `${cookie}A`]) {
      ada.cookies.delete(COOKIE)
      if (value !== undefined) ada.cookies.set(COOKIE, value)
      expect(await refuses(await ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    }
    ada.cookies.set(COOKIE, cookie)
    expect(await ada.comeBack(callback)).toMatchObject({ status: 303 })
  })

  it('for another user, with and without the cookie: an account cannot be slipped to somebody', async () => {
    const callback = await onTheWayBack()
    expect(await refuses(await eve.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    const own = eve.cookies.get(COOKIE)
    eve.cookies.set(COOKIE, ada.cookies.get(COOKIE) ?? '')
    expect(await refuses(await eve.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    if (own === undefined) eve.cookies.delete(COOKIE)
    else eve.cookies.set(COOKIE, own)
  })

  it('with a cookie that an attacker planted before: the flow is still the attacker’s', async () => {
    const callback = await onTheWayBack(eve, 'one', 'eve')
    const own = ada.cookies.get(COOKIE) ?? ''
    ada.cookies.set(COOKIE, eve.cookies.get(COOKIE) ?? '')
    expect(await refuses(await ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    ada.cookies.set(COOKIE, own)
  })

  it('for nobody', async () => {
    const callback = await onTheWayBack()
    const session = [...ada.cookies].find(([name]) => name.includes('session'))
    if (session === undefined) throw new Error('no session')
    ada.cookies.delete(session[0])
    expect((await ada.comeBack(callback)).status).toBe(401)
    ada.cookies.set(...session)
    const refused = await refuses(
      await server.kernel.app
        .inject(`${callback.pathname}${callback.search}`)
        .then((response) => ({ status: response.statusCode, location: undefined, body: response.json() })),
      401,
    )
    expect(refused).toBe(true)
  })

  it('at another provider, in both directions', async () => {
    const callback = await onTheWayBack()
    const elsewhere = new URL(`${PUBLIC_URL}/api/two/callback${callback.search}`)
    expect(await refuses(await ada.comeBack(elsewhere), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    const other = await onTheWayBack(ada, 'two')
    expect(
      await refuses(await ada.comeBack(new URL(`${PUBLIC_URL}/api/one/callback${other.search}`)), 400),
    ).toBe(true)
  })

  it('the second time, and what the first time brought stays', async () => {
    const callback = await onTheWayBack()
    expect((await ada.comeBack(callback)).status).toBe(303)
    const before = await server.countStored()
    for (let again = 0; again < 3; again += 1)
      expect(await ada.comeBack(callback)).toMatchObject({
        status: 400,
        body: { code: 'CONNECTIONS_FLOW_REFUSED' },
      })
    expect(await server.countStored()).toEqual(before)
  })

  it('all but once when it comes twenty times at once', async () => {
    const callback = await onTheWayBack()
    const replies = await Promise.all(Array.from({ length: 20 }, () => ada.comeBack(callback)))
    expect(replies.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(19)
  })

  it('after ten minutes', async () => {
    const callback = await onTheWayBack()
    await sql`update oauth_flows set expires_at = now() - interval '1 second'`.execute(server.db)
    expect(await refuses(await ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })

  const state = (url: URL) => url.searchParams.get('state') ?? ''
  it.each([
    { name: 'no state', change: (p: URLSearchParams) => p.delete('state') },
    { name: 'an empty state', change: (p: URLSearchParams) => p.set('state', '') },
    {
      name: 'half a state',
      change: (p: URLSearchParams) => p.set('state', (p.get('state') ?? '').slice(0, 20)),
    },
    { name: 'a longer state', change: (p: URLSearchParams) => p.set('state', `${p.get('state')}A`) },
    { name: 'two states', change: (p: URLSearchParams) => p.append('state', p.get('state') ?? '') },
    { name: 'the state and another', change: (p: URLSearchParams) => p.append('state', 'A'.repeat(43)) },
    {
      name: 'a state of another case',
      change: (p: URLSearchParams) => p.set('state', swapCase(p.get('state') ?? '')),
    },
    { name: 'a made-up state', change: (p: URLSearchParams) => p.set('state', 'A'.repeat(43)) },
    { name: 'a state with SQL in it', change: (p: URLSearchParams) => p.set('state', `' or '1'='1`) },
    { name: 'another issuer', change: (p: URLSearchParams) => p.set('iss', two.issuer) },
    { name: 'two issuers', change: (p: URLSearchParams) => p.append('iss', two.issuer) },
    { name: 'no code', change: (p: URLSearchParams) => p.delete('code') },
    { name: 'an empty code', change: (p: URLSearchParams) => p.set('code', '') },
    { name: 'two codes', change: (p: URLSearchParams) => p.append('code', 'another') },
    {
      name: 'a token in place of a code',
      change: (p: URLSearchParams) => (p.delete('code'), p.set('access_token', 'a')),
    },
  ])('with $name', async ({ change }) => {
    const callback = changed(await onTheWayBack(), change)
    const reply = await ada.comeBack(callback)
    expect(reply.status).toBe(400)
    expect(await refuses(reply, 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })

  it('with any character of the state changed', async () => {
    const callback = await onTheWayBack()
    const text = state(callback)
    for (let index = 0; index < text.length; index += 1) {
      const other = `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`
      expect(await refuses(await ada.comeBack(changed(callback, (p) => p.set('state', other))), 400)).toBe(
        true,
      )
    }
    expect((await ada.comeBack(callback)).status).toBe(303)
  })

  it('with a code that belongs to another flow: PKCE tells', async () => {
    const [first, second] = [await onTheWayBack(), await onTheWayBack(eve, 'one', 'eve')]
    const injected = changed(first, (p) => p.set('code', second.searchParams.get('code') ?? ''))
    expect(await refuses(await ada.comeBack(injected), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
  })

  it('with a code of an earlier flow of the same browser', async () => {
    const [first, second] = [await onTheWayBack(), await onTheWayBack()]
    const mixed = changed(second, (p) => p.set('code', first.searchParams.get('code') ?? ''))
    expect(await refuses(await ada.comeBack(mixed), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
  })

  it('with a code from another provider', async () => {
    const [first, second] = [await onTheWayBack(), await onTheWayBack(ada, 'two')]
    const mixed = changed(first, (p) => p.set('code', second.searchParams.get('code') ?? ''))
    expect(await refuses(await ada.comeBack(mixed), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
  })

  it('with a made-up code, and the flow is over then', async () => {
    const callback = await onTheWayBack()
    const madeUp = changed(callback, (p) => p.set('code', 'made-up'))
    expect(await refuses(await ada.comeBack(madeUp), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
    expect(await refuses(await ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })

  it('when the client is refused: the administrator learns of every reason there can be', async () => {
    const reply = await ada.comeBack(await onTheWayBack(ada, 'wrong'))
    expect(await refuses(reply, 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
    expect(reply.body).toMatchObject({
      detail: expect.stringMatching(
        /check its id, its secret .* percent-encoded .* basicCredentials: "raw"\.$/,
      ),
    })
  })

  it('when the person has said no', async () => {
    const callback = await new ProviderBrowser().authorize(await ada.begin('one'), {
      name: 'ada',
      denies: true,
    })
    expect(callback.searchParams.get('error')).toBe('access_denied')
    expect(await refuses(await ada.comeBack(callback), 403, 'CONNECTIONS_DENIED')).toBe(true)
  })

  it('with an error and a code beside it', async () => {
    const callback = changed(await onTheWayBack(), (p) => p.set('error', 'access_denied'))
    expect(await refuses(await ada.comeBack(callback), 403, 'CONNECTIONS_DENIED')).toBe(true)
  })

  it('after the user is gone or may not sign in any more', async () => {
    const mallory = await server.person('mallory')
    const callback = await onTheWayBack(mallory, 'one', 'mallory')
    await sql`update users set disabled_at = now() where email = 'mallory@example.org'`.execute(server.db)
    const refusals = new Set([401, 403])
    // A principal may be remembered for a moment; a user without a row is refused by the database all the same.
    await sql`delete from users where email = 'mallory@example.org'`.execute(server.db)
    const reply = await mallory.comeBack(callback)
    expect(refusals.has(reply.status) || reply.status === 400).toBe(true)
    expect(await server.countStored()).toEqual({ connections: 0, secrets: 0 })
  })
})

describe('another account', () => {
  it('is refused for a connection that was named, and that one goes on', async () => {
    expect((await ada.comeBack(await onTheWayBack())).status).toBe(303)
    const [{ id: connection }] = (await ada.get('/api/one')).body.connections
    const begun = await ada.begin('one', { connection })
    const callback = await new ProviderBrowser().authorize(begun, { name: 'bob' })
    const reply = await ada.comeBack(callback)
    expect(reply).toMatchObject({ status: 409, body: { code: 'CONNECTIONS_OTHER_ACCOUNT' } })
    expect(reply.body.detail).toMatch(/as BOB, but this connection belongs to ADA/)
    expect((await ada.get('/api/one')).body.connections).toMatchObject([
      { status: 'connected', accountName: 'ADA' },
    ])
  })

  it('than the person’s cannot be named', async () => {
    expect((await ada.comeBack(await onTheWayBack())).status).toBe(303)
    const [{ id: connection }] = (await ada.get('/api/one')).body.connections
    const mallory = await server.person('mallory-names')
    for (const named of [connection, crypto.randomUUID()])
      expect(await mallory.post('/api/one/connect', { connection: named })).toMatchObject({
        status: 404,
        body: { code: 'CONNECTIONS_NOT_FOUND' },
      })
  })

  it('is connected beside the first, also when that one has ended', async () => {
    expect((await ada.comeBack(await onTheWayBack())).status).toBe(303)
    expect((await ada.delete('/api/one')).status).toBe(204)
    const callback = await new ProviderBrowser().authorize(await ada.begin('one'), { name: 'bob' })
    expect((await ada.comeBack(callback)).status).toBe(303)
    expect((await ada.get('/api/one')).body.connections).toMatchObject([
      { accountName: 'ADA', status: 'disconnected' },
      { accountName: 'BOB', status: 'connected' },
    ])
  })
})

describe('what is kept of a flow', () => {
  it('ends it for nobody who reads it: no state, no cookie, no verifier', async () => {
    const url = await ada.begin('one')
    const { rows } = await sql`select * from oauth_flows`.execute(server.db)
    const stored = JSON.stringify(rows)
    expect(rows).toHaveLength(1)
    for (const secret of [
      new URL(url).searchParams.get('state') ?? 'none',
      ada.cookies.get(COOKIE) ?? 'none',
    ])
      expect(stored).not.toContain(secret)
  })

  it('does not lead out of this server', async () => {
    for (const returnPath of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ])
      expect(await ada.post('/api/one/connect', { returnPath })).toMatchObject({
        status: 400,
        body: { code: 'CONNECTIONS_BAD_RETURN_PATH' },
      })
  })
})

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}
