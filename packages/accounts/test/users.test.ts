import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

const USERS = '/api/admin/accounts/users'

describe('users, as administrators see them', () => {
  let server: AccountsServer
  let adminId: string
  let admin: string
  beforeAll(async () => {
    server = await startAccountsServer()
    adminId = await server.createUser('root@example.org', 'admin')
    admin = await server.signIn('root@example.org')
  })
  afterAll(() => server.stop())

  type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
  const call = (method: Method, url: string, payload?: object, cookie = admin) =>
    server.inject({ method, url, headers: { cookie }, ...(payload === undefined ? {} : { payload }) })

  it('an administrator creates a user, who can sign in', async () => {
    const made = await call('POST', USERS, { email: 'Ada@example.org', password: PASSWORD, name: 'Ada' })
    expect(made.statusCode).toBe(201)
    expect(made.json()).toMatchObject({
      email: 'ada@example.org',
      name: 'Ada',
      role: 'user',
      disabled: false,
    })
    expect(made.headers.location).toBe(`${USERS}/${made.json().id}`)
    const read = await call('GET', String(made.headers.location))
    expect([read.statusCode, read.json()]).toEqual([200, made.json()])
    expect(await server.signIn('ada@example.org')).toContain('tributary.session_token=')
    const again = await call('POST', USERS, { email: 'ADA@example.org', password: PASSWORD })
    expect(again.statusCode).toBe(409)
    expect(again.json().code).toBe('ACCOUNTS_EMAIL_TAKEN')
  })

  it('no other user does', async () => {
    await server.createUser('user@example.org')
    const user = await server.signIn('user@example.org')
    for (const [method, url] of [
      ['GET', USERS],
      ['POST', USERS],
      ['GET', `${USERS}/${adminId}`],
      ['PATCH', `${USERS}/${adminId}`],
      ['DELETE', `${USERS}/${adminId}`],
    ] as const) {
      expect((await call(method, url, {}, user)).json().code).toBe('KERNEL_NOT_ALLOWED')
      expect((await server.inject({ method, url })).json().code).toBe('KERNEL_NOT_SIGNED_IN')
    }
  })

  it("an administrator's key needs the scope for it", async () => {
    const { key } = await server.accounts.createKey({ userId: adminId, name: 'x', scopes: ['library:*'] })
    const headers = { authorization: `Bearer ${key}` }
    expect((await server.inject({ url: USERS, headers })).json().requiredScopes).toEqual(['accounts:admin'])
  })

  it('the list is in pages, with each user once', async () => {
    for (let i = 0; i < 5; i++) await server.createUser(`page${i}@example.org`)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const url: string = `${USERS}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`
      const page = (await call('GET', url)).json<{
        items: { email: string }[]
        nextCursor: string | null
      }>()
      seen.push(...page.items.map((user) => user.email))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(await server.accounts.countUsers())
    expect(seen.slice(0, 2)).toEqual(['page4@example.org', 'page3@example.org'])
    expect((await call('GET', `${USERS}?cursor=nonsense`)).statusCode).toBe(400)
  })

  it('a disabled user has no sessions and keys that are refused until the user is enabled again', async () => {
    const id = await server.createUser('dora@example.org')
    const cookie = await server.signIn('dora@example.org')
    const { key } = await server.accounts.createKey({ userId: id, name: 'x', scopes: ['*'] })
    const withKey = () => server.inject({ url: '/api/library', headers: { authorization: `Bearer ${key}` } })
    expect((await call('GET', '/api/library', undefined, cookie)).statusCode).toBe(200)
    expect((await withKey()).statusCode).toBe(200)

    expect((await call('PATCH', `${USERS}/${id}`, { disabled: true })).json()).toMatchObject({
      disabled: true,
    })
    expect((await call('GET', '/api/library', undefined, cookie)).json().code).toBe(
      'ACCOUNTS_SESSION_EXPIRED',
    )
    expect((await withKey()).json().code).toBe('ACCOUNTS_USER_DISABLED')
    const payload = { email: 'dora@example.org', password: PASSWORD }
    const signIn = await server.inject({ method: 'POST', url: '/api/accounts/sign-in/email', payload })
    expect(signIn.json().code).toBe('ACCOUNTS_USER_DISABLED')
    const wrong = { email: 'dora@example.org', password: 'wrong' }
    const guess = await server.inject({ method: 'POST', url: '/api/accounts/sign-in/email', payload: wrong })
    expect(guess.json().code).toBe('ACCOUNTS_BAD_CREDENTIALS')

    await call('PATCH', `${USERS}/${id}`, { disabled: false })
    expect((await withKey()).statusCode).toBe(200)
    expect((await call('GET', '/api/library', undefined, cookie)).statusCode).toBe(401)
  })

  it('a granted or revoked role takes effect at once', async () => {
    const id = await server.createUser('eve@example.org')
    const cookie = await server.signIn('eve@example.org')
    expect((await call('GET', USERS, undefined, cookie)).statusCode).toBe(403)
    await call('PATCH', `${USERS}/${id}`, { role: 'admin' })
    expect((await call('GET', USERS, undefined, cookie)).statusCode).toBe(200)
    await call('PATCH', `${USERS}/${id}`, { role: 'user' })
    expect((await call('GET', USERS, undefined, cookie)).statusCode).toBe(403)
  })

  it('a password set by an administrator ends the sessions', async () => {
    const id = await server.createUser('fay@example.org')
    const cookie = await server.signIn('fay@example.org')
    expect((await call('PATCH', `${USERS}/${id}`, { password: 'a new password' })).statusCode).toBe(200)
    expect((await call('GET', '/api/library', undefined, cookie)).statusCode).toBe(401)
    expect(await server.signIn('fay@example.org', 'a new password')).toBeTruthy()
    await expect(server.signIn('fay@example.org')).rejects.toThrow('ACCOUNTS_BAD_CREDENTIALS')
  })

  it('the service lists users and sets passwords, for the command line', async () => {
    const id = await server.createUser('forgetful@example.org')
    const session = await server.signIn('forgetful@example.org')
    expect((await server.inject({ url: '/api/library', headers: { cookie: session } })).statusCode).toBe(200)
    const { key } = await server.accounts.createKey({ userId: id, name: 'x', scopes: ['*'] })
    await server.accounts.setPassword(id, 'a new password')
    expect((await server.inject({ url: '/api/library', headers: { cookie: session } })).statusCode).toBe(401)
    await expect(server.signIn('forgetful@example.org')).rejects.toThrow('ACCOUNTS_BAD_CREDENTIALS')
    expect(await server.signIn('forgetful@example.org', 'a new password')).toContain('session_token')
    const headers = { authorization: `Bearer ${key}` }
    expect((await server.inject({ url: '/api/library', headers })).statusCode).toBe(200)
    await expect(server.accounts.setPassword(id, 'short')).rejects.toMatchObject({
      code: 'ACCOUNTS_BAD_INPUT',
    })
    await expect(server.accounts.setPassword('nobody', 'a new password')).rejects.toMatchObject({
      code: 'ACCOUNTS_USER_NOT_FOUND',
    })
    await call('PATCH', `${USERS}/${id}`, { disabled: true })
    await server.accounts.setPassword(id, 'yet another one')
    const first = await server.accounts.listUsers({ limit: 1 })
    expect(first.items).toMatchObject([{ id, email: 'forgetful@example.org', role: 'user', disabled: true }])
    const cursor = first.nextCursor ?? undefined
    const rest = await server.accounts.listUsers({ limit: 1000, cursor })
    expect(1 + rest.items.length).toBe(await server.accounts.countUsers())
    expect(rest.nextCursor).toBe(null)
  })

  it('a user is deleted with sessions and keys', async () => {
    const id = await server.createUser('gil@example.org')
    const cookie = await server.signIn('gil@example.org')
    const { key } = await server.accounts.createKey({ userId: id, name: 'x', scopes: ['*'] })
    expect((await call('DELETE', `${USERS}/${id}`)).statusCode).toBe(204)
    expect((await call('GET', '/api/library', undefined, cookie)).statusCode).toBe(401)
    const headers = { authorization: `Bearer ${key}` }
    expect((await server.inject({ url: '/api/library', headers })).json().code).toBe('ACCOUNTS_BAD_KEY')
    expect((await call('DELETE', `${USERS}/${id}`)).statusCode).toBe(404)
    expect((await call('PATCH', `${USERS}/${id}`, { name: 'x' })).statusCode).toBe(404)
    expect(await server.accounts.findUserByEmail('gil@example.org')).toBeUndefined()
  })

  it('the last administrator cannot be removed', async () => {
    for (const change of [{ role: 'user' }, { disabled: true }]) {
      const reply = await call('PATCH', `${USERS}/${adminId}`, change)
      expect(reply.json().code).toBe('ACCOUNTS_LAST_ADMIN')
    }
    expect((await call('DELETE', `${USERS}/${adminId}`)).json().code).toBe('ACCOUNTS_LAST_ADMIN')
    expect((await call('PATCH', `${USERS}/${adminId}`, { name: 'Root' })).statusCode).toBe(200)
  })

  it.each([
    { email: 'x@example.org', password: 'short' },
    { email: 'x@example.org', password: 'x'.repeat(129) },
    { email: 'x@example', password: PASSWORD },
    { email: 'x@example.org', password: PASSWORD, name: 'a\u0000b' },
    { email: 'x@example.org', password: PASSWORD, role: 'owner' },
    { email: 'x@example.org', password: PASSWORD, id: '1' },
  ])('the new user %j is refused', async (body) => {
    expect((await call('POST', USERS, body)).statusCode).toBe(400)
  })

  it('a change of nothing is refused', async () => {
    expect((await call('PATCH', `${USERS}/${adminId}`, {})).statusCode).toBe(400)
  })
})
