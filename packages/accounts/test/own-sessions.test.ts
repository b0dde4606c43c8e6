import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsServer, startAccountsServer } from './accounts-server.ts'

const SESSIONS = '/api/accounts/sessions'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const HOUR = 3_600_000

describe('the sessions of a user', () => {
  let server: AccountsServer
  beforeAll(async () => {
    server = await startAccountsServer()
    await server.createUser('ada@example.org')
    await server.createUser('bob@example.org')
  })
  afterAll(() => server.stop())

  const send = (method: 'GET' | 'DELETE', url: string, cookie: string) =>
    server.inject({ method, url, headers: { cookie } })
  const sessionsOf = async (cookie: string) => (await send('GET', SESSIONS, cookie)).json().items

  it('are listed with browser, address and which one is the current', async () => {
    const old = await server.signIn('ada@example.org')
    await server.database.database.pool.query('update sessions set user_agent = $1', [FIREFOX])
    const cookie = await server.signIn('ada@example.org')
    await server.signIn('bob@example.org')
    const items = await sessionsOf(cookie)
    expect(items).toHaveLength(2)
    expect(items.map(({ current }: { current: boolean }) => current)).toEqual([true, false])
    expect(items[1]).toMatchObject({
      browser: 'Firefox 145',
      operatingSystem: 'Linux',
      userAgent: FIREFOX,
      ipAddress: '127.0.0.1',
    })
    expect(JSON.stringify(items)).not.toContain(decodeURIComponent(old.split('=')[1] ?? '').split('.')[0])
  })

  it('record when they were last used, to within an hour', async () => {
    const cookie = await server.signIn('ada@example.org')
    await sessionsOf(cookie)
    server.clock.now += 2 * HOUR
    const [session] = await sessionsOf(cookie)
    expect(session.lastUsedAt).toBe(new Date(server.clock.now).toISOString())
    server.clock.now += HOUR / 2
    const [again] = await sessionsOf(cookie)
    expect(again.lastUsedAt).toBe(session.lastUsedAt)
  })

  it('end at once, though just used', async () => {
    const mine = await server.signIn('ada@example.org')
    const other = await server.signIn('ada@example.org')
    const [{ id }] = await sessionsOf(other)
    expect((await send('DELETE', `${SESSIONS}/${id}`, mine)).statusCode).toBe(204)
    expect((await send('GET', '/api/library', other)).json()).toMatchObject({
      status: 401,
      code: 'ACCOUNTS_SESSION_EXPIRED',
    })
    expect((await send('GET', '/api/library', mine)).statusCode).toBe(200)
    expect((await send('DELETE', `${SESSIONS}/${id}`, mine)).json().code).toBe('ACCOUNTS_SESSION_NOT_FOUND')
  })

  it('are not ended by another user', async () => {
    const ada = await server.signIn('ada@example.org')
    const bob = await server.signIn('bob@example.org')
    const [{ id }] = await sessionsOf(ada)
    expect((await send('DELETE', `${SESSIONS}/${id}`, bob)).statusCode).toBe(404)
    expect((await send('DELETE', SESSIONS, bob)).statusCode).toBe(204)
    expect((await send('GET', '/api/library', ada)).statusCode).toBe(200)
  })

  it('end all but the current one', async () => {
    const others = [await server.signIn('ada@example.org'), await server.signIn('ada@example.org')]
    const mine = await server.signIn('ada@example.org')
    for (const other of others) expect((await send('GET', '/api/library', other)).statusCode).toBe(200)
    const ended = await send('DELETE', SESSIONS, mine)
    expect(ended.statusCode).toBe(204)
    expect(String(ended.headers['set-cookie'])).toMatch(/tributary\.device=/)
    for (const other of others) expect((await send('GET', '/api/library', other)).statusCode).toBe(401)
    expect(await sessionsOf(mine)).toMatchObject([{ current: true }])
  })

  it('are not for API keys', async () => {
    const userId = await server.createUser('key@example.org')
    const { key } = await server.accounts.createKey({ userId, name: 'test', scopes: ['*'] })
    const headers = { authorization: `Bearer ${key}` }
    expect((await server.inject({ url: SESSIONS, headers })).statusCode).toBe(403)
    expect((await server.inject({ method: 'DELETE', url: SESSIONS, headers })).statusCode).toBe(403)
  })
})
