import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionCookieName } from '../src/index.ts'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

const SIGN_IN = '/api/accounts/sign-in/email'
const DAY = 86_400_000

describe('sessions', () => {
  let server: AccountsServer
  beforeAll(async () => {
    server = await startAccountsServer({ trustedOrigins: ['http://localhost:5173'] })
    await server.createUser('ada@example.org')
  })
  afterAll(() => server.stop())

  const get = (url: string, cookie: string) => server.inject({ url, headers: { cookie } })
  const signIn = (email: string, password: string) =>
    server.inject({ method: 'POST', url: SIGN_IN, payload: { email, password } })

  // The first one: the library for sessions is not loaded yet.
  it('two users whose sign-ins are the first and concurrent both get a session', async () => {
    const cookies = await Promise.all([server.signIn('ada@example.org'), server.signIn('ada@example.org')])
    expect(new Set(cookies).size).toBe(2)
    for (const cookie of cookies) expect((await get('/api/accounts/me', cookie)).statusCode).toBe(200)
  })

  it('a signed-in user is authenticated by the cookie', async () => {
    const cookie = await server.signIn('ada@example.org')
    const me = await get('/api/accounts/me', cookie)
    expect(me.json()).toMatchObject({
      email: 'ada@example.org',
      name: 'ada',
      roles: ['user'],
      kind: 'session',
    })
    expect(me.json()).not.toHaveProperty('scopes')
    expect((await get('/api/library', cookie)).statusCode).toBe(200)
  })

  it('the email address is case-insensitive', async () => {
    expect((await signIn('ADA@Example.org', PASSWORD)).statusCode).toBe(204)
    await expect(server.createUser('Ada@EXAMPLE.org')).rejects.toMatchObject({ code: 'ACCOUNTS_EMAIL_TAKEN' })
  })

  it('a wrong password and an unknown address are answered alike', async () => {
    const wrong = await signIn('ada@example.org', 'not the password')
    const unknown = await signIn('nobody@example.org', 'not the password')
    expect(wrong.statusCode).toBe(401)
    expect(wrong.cookies).toEqual([])
    const { instance: _, ...wrongBody } = wrong.json()
    const { instance: __, ...unknownBody } = unknown.json()
    expect(wrongBody).toEqual(unknownBody)
    expect(wrongBody.code).toBe('ACCOUNTS_BAD_CREDENTIALS')
  })

  it('over http the cookie is HttpOnly and SameSite=Lax', async () => {
    const { headers } = await signIn('ada@example.org', PASSWORD)
    expect(firstCookie(headers)).toMatch(
      /^tributary\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
  })

  it('over https the cookie is Secure and bound to the host', async () => {
    expect(sessionCookieName('https://data.example.org')).toBe('__Host-tributary.session_token')
    const secure = await startAccountsServer({ publicUrl: 'https://data.example.org' })
    try {
      await secure.createUser('ada@example.org')
      const payload = { email: 'ada@example.org', password: PASSWORD }
      const { headers } = await secure.inject({ method: 'POST', url: SIGN_IN, payload })
      expect(firstCookie(headers)).toMatch(
        /^__Host-tributary\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      )
      const cookie = await secure.signIn('ada@example.org')
      expect((await secure.inject({ url: '/api/accounts/me', headers: { cookie } })).statusCode).toBe(200)
    } finally {
      await secure.stop()
    }
  })

  it('signing out ends the session and removes the cookie', async () => {
    const cookie = await server.signIn('ada@example.org')
    expect((await get('/api/library', cookie)).statusCode).toBe(200)
    const out = await server.inject({ method: 'POST', url: '/api/accounts/sign-out', headers: { cookie } })
    expect(out.statusCode).toBe(204)
    expect(String(out.headers['set-cookie'])).toMatch(/^tributary\.session_token=; Max-Age=0/)
    const after = await get('/api/library', cookie)
    expect(after.statusCode).toBe(401)
    expect(after.json().code).toBe('ACCOUNTS_SESSION_EXPIRED')
  })

  it('a forged signature opens nothing', async () => {
    const cookie = await server.signIn('ada@example.org')
    const [name, value = ''] = cookie.split('=')
    const token = decodeURIComponent(value).split('.')[0]
    const forgeries = [token, `${token}.`, `${token}.${'A'.repeat(43)}=`, '%', '.', `x${value}`]
    const replies = await Promise.all(forgeries.map((forged) => get('/api/library', `${name}=${forged}`)))
    expect(replies.map((reply) => reply.statusCode)).toEqual(forgeries.map(() => 401))
  })

  it('a session that is not used ends after 30 days', async () => {
    const cookie = await server.signIn('ada@example.org')
    server.clock.now += 31 * DAY
    try {
      expect((await get('/api/library', cookie)).json().code).toBe('ACCOUNTS_SESSION_EXPIRED')
    } finally {
      server.clock.now -= 31 * DAY
    }
  })

  it('reading who one is prolongs a session that is more than a day old', async () => {
    const cookie = await server.signIn('ada@example.org')
    expect((await get('/api/accounts/me', cookie)).headers['set-cookie']).toBeUndefined()
    const { pool } = server.database.database
    await pool.query(`update sessions set expires_at = expires_at - interval '2 days'`)
    expect(String((await get('/api/accounts/me', cookie)).headers['set-cookie'])).toMatch(/Max-Age=2592000/)
    const { rows } = await pool.query(
      `select max(expires_at) > now() + interval '29 days' as prolonged from sessions`,
    )
    expect(rows).toEqual([{ prolonged: true }])
    expect((await get('/api/accounts/me', cookie)).statusCode).toBe(200)
  })

  it('the database contains no valid session token', async () => {
    const cookie = await server.signIn('ada@example.org')
    const token = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? ''
    expect(token).toHaveLength(32)
    const { rows } = await server.database.database.pool.query('select * from sessions')
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  it.each([
    ['no origin, as programs send it', {}, 200],
    ['the public URL', { origin: 'http://127.0.0.1:3000' }, 200],
    [
      'a trusted origin on another port',
      { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' },
      200,
    ],
    ['the host the request is sent to', { host: 'localhost:3000', origin: 'http://localhost:3000' }, 200],
    ['its own page with a hidden origin', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 200],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['another site in an old browser', { origin: 'https://evil.example' }, 403],
    ['another port of this host', { host: 'localhost:3000', origin: 'http://localhost:4000' }, 403],
    ['another site that hides its origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403],
    ['a sandboxed page in an old browser', { origin: 'null' }, 403],
    ['another site without origin', { 'sec-fetch-site': 'cross-site' }, 403],
    [
      'http where the page is https',
      { host: 'a.example', origin: 'http://a.example', 'sec-fetch-site': 'cross-site' },
      403,
    ],
  ])('a change with the session from %s', async (_, headers, status) => {
    const cookie = await server.signIn('ada@example.org')
    const reply = await server.inject({
      method: 'POST',
      url: '/api/library',
      headers: { cookie, ...headers },
    })
    expect(reply.statusCode).toBe(status)
    expect(reply.body).toContain(status === 200 ? 'written' : 'ACCOUNTS_CROSS_SITE')
    // Reading the answer is for trusted origins alone, whatever may be sent.
    const readers = new Set(['http://localhost:5173'])
    const reader = 'origin' in headers && readers.has(headers.origin) ? headers.origin : undefined
    expect(reply.headers['access-control-allow-origin']).toBe(reader)
  })

  it('another site may link to a page: reading is not refused', async () => {
    const cookie = await server.signIn('ada@example.org')
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    expect((await server.inject({ url: '/api/library', headers })).statusCode).toBe(200)
  })

  it('another site cannot sign its visitors in', async () => {
    const payload = { email: 'ada@example.org', password: PASSWORD }
    const headers = { origin: 'https://evil.example' }
    const reply = await server.inject({ method: 'POST', url: SIGN_IN, headers, payload })
    expect(reply.json().code).toBe('ACCOUNTS_CROSS_SITE')
    expect(reply.cookies).toEqual([])
  })

  it('changing the password ends all other sessions and begins a new one', async () => {
    await server.createUser('grace@example.org')
    const here = await server.signIn('grace@example.org')
    const elsewhere = await server.signIn('grace@example.org')
    expect((await get('/api/library', elsewhere)).statusCode).toBe(200)
    const change = (currentPassword: string, newPassword: string) =>
      server.inject({
        method: 'POST',
        url: '/api/accounts/password',
        headers: { cookie: here },
        payload: { currentPassword, newPassword },
      })
    expect((await change('a wrong one', 'another password')).json().code).toBe('ACCOUNTS_WRONG_PASSWORD')
    expect((await change(PASSWORD, 'short')).statusCode).toBe(400)
    const changed = await change(PASSWORD, 'another password')
    expect(changed.statusCode).toBe(204)
    expect((await get('/api/library', elsewhere)).statusCode).toBe(401)
    expect((await get('/api/library', here)).statusCode).toBe(401)
    const [cookie] = changed.cookies
    expect(
      (await get('/api/library', `${cookie?.name}=${encodeURIComponent(cookie?.value ?? '')}`)).statusCode,
    ).toBe(200)
    expect((await signIn('grace@example.org', PASSWORD)).statusCode).toBe(401)
    expect((await signIn('grace@example.org', 'another password')).statusCode).toBe(204)
  })

  it('bad input is refused before anything is tried', async () => {
    for (const payload of [
      {},
      { email: 'ada@example.org' },
      { email: 'no address', password: PASSWORD },
      { email: 'ada\u0000@example.org', password: PASSWORD },
      { email: 'ada@example.org', password: 'x'.repeat(129) },
      { email: 'ada@example.org', password: PASSWORD, callbackURL: 'https://evil.example' },
      { email: ['ada@example.org'], password: PASSWORD },
    ]) {
      expect((await server.inject({ method: 'POST', url: SIGN_IN, payload })).statusCode).toBe(400)
    }
    // An address that passes here and not in the library is wrong credentials, not an error of its own.
    expect((await signIn("a'@-.example.org", PASSWORD)).json().code).toBe('ACCOUNTS_BAD_CREDENTIALS')
  })
})

/** That of the session; the second makes the browser known. */
function firstCookie(headers: { readonly 'set-cookie'?: string | readonly string[] | undefined }): string {
  return [headers['set-cookie']].flat()[0] ?? ''
}
