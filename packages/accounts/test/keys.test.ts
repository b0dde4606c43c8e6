import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

const DAY = 86_400_000
const KEYS = '/api/accounts/keys'

describe('API keys', () => {
  let server: AccountsServer
  let userId: string
  let cookie: string
  beforeAll(async () => {
    server = await startAccountsServer()
    userId = await server.createUser('ada@example.org')
    cookie = await server.signIn('ada@example.org')
  })
  afterAll(() => server.stop())

  const as = (key: string) => ({ authorization: `Bearer ${key}` })
  const create = (body: object, headers: Record<string, string> = { cookie }) =>
    server.inject({ method: 'POST', url: KEYS, headers, payload: body })
  const makeKey = async (scopes: string[], expiresInDays?: number) => {
    const reply = await create({
      name: 'test',
      scopes,
      ...(expiresInDays === undefined ? {} : { expiresInDays }),
    })
    expect(reply.statusCode).toBe(201)
    return reply.json<{ id: string; key: string }>()
  }

  it('a key is shown once and stored as a hash', async () => {
    const made = await create({ name: 'backup', scopes: ['library:read'], expiresInDays: 30 })
    const { key, ...rest } = made.json()
    expect(key).toMatch(/^trb_[\w-]{43}$/)
    expect(made.headers['cache-control']).toBe('no-store')
    const list = (await server.inject({ url: KEYS, headers: { cookie } })).json()
    expect(list.items[0]).toEqual(rest)
    expect(made.headers.location).toBe(`${KEYS}/${rest.id}`)
    const read = await server.inject({ url: `${KEYS}/${rest.id}`, headers: { cookie } })
    expect([read.statusCode, read.json()]).toEqual([200, rest])
    expect(rest).toMatchObject({
      name: 'backup',
      scopes: ['library:read'],
      hint: key.slice(0, 8),
      lastUsedAt: null,
    })
    const { rows } = await server.database.database.pool.query('select * from api_keys')
    expect(JSON.stringify(rows)).not.toContain(key)
  })

  it('keys in use are renewed together, without those that another process has revoked', async () => {
    const made = await Promise.all([makeKey(['library:read']), makeKey(['library:read'])])
    const [one, other] = made
    if (one === undefined || other === undefined) throw new Error('no keys')
    const statuses = async () => {
      const answers = []
      for (const { key } of made) answers.push(await server.inject({ url: '/api/library', headers: as(key) }))
      return answers.map(({ statusCode }) => statusCode)
    }
    expect(await statuses()).toEqual([200, 200])
    const { pool } = server.database.database
    await pool.query('update api_keys set last_used_at = null')
    server.clock.now += 5_000
    let asked = 0
    const count = () => (asked += 1)
    pool.on('acquire', count)
    expect(await statuses()).toEqual([200, 200])
    // Both by one query, and their use recorded by one.
    expect(asked).toBe(2)
    pool.off('acquire', count)
    const used = await pool.query<{ id: string }>('select id from api_keys where last_used_at is not null')
    expect(new Set(used.rows.map(({ id }) => id))).toEqual(new Set([one.id, other.id]))
    await pool.query('delete from api_keys where id = $1', [other.id])
    server.clock.now += 5_000
    expect(await statuses()).toEqual([200, 401])
  })

  it('a key has the rights of its scopes', async () => {
    const { key } = await makeKey(['library:read'])
    expect((await server.inject({ url: '/api/library', headers: as(key) })).statusCode).toBe(200)
    const refused = await server.inject({ method: 'POST', url: '/api/library', headers: as(key) })
    expect(refused.statusCode).toBe(403)
    expect(refused.json()).toMatchObject({ code: 'KERNEL_MISSING_SCOPE', requiredScopes: ['library:write'] })
    expect(refused.json().detail).toContain('library:write')
  })

  it.each([[['*']], [['library:*']], [['*:write']]])('scopes %j allow writing', async (scopes) => {
    const { key } = await makeKey(scopes)
    expect((await server.inject({ method: 'POST', url: '/api/library', headers: as(key) })).statusCode).toBe(
      200,
    )
  })

  it('any key may ask who it is', async () => {
    const { key } = await makeKey(['library:read'])
    const me = (await server.inject({ url: '/api/accounts/me', headers: as(key) })).json()
    expect(me).toMatchObject({ id: userId, kind: 'api_key', scopes: ['library:read'] })
  })

  it('the origin is not checked for keys, since browsers do not send them across sites', async () => {
    const { key } = await makeKey(['*'])
    const headers = { ...as(key), origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }
    expect((await server.inject({ method: 'POST', url: '/api/library', headers })).statusCode).toBe(200)
  })

  it.each(['nonsense', `trb_${'A'.repeat(43)}`, 'trb_short'])('the key %s is refused', async (key) => {
    const reply = await server.inject({ url: '/api/library', headers: as(key) })
    expect(reply.statusCode).toBe(401)
    expect(reply.json().code).toBe('ACCOUNTS_BAD_KEY')
    expect(reply.headers['www-authenticate']).toContain('invalid_token')
  })

  it('a wrong key is refused even beside a good session', async () => {
    const reply = await server.inject({ url: '/api/library', headers: { cookie, ...as('nonsense') } })
    expect(reply.json().code).toBe('ACCOUNTS_BAD_KEY')
  })

  it("a proxy's own authorization does not get in the way", async () => {
    const headers = { cookie, authorization: 'Basic YTpi' }
    expect((await server.inject({ url: '/api/library', headers })).statusCode).toBe(200)
  })

  it('an expired key is refused, to the second', async () => {
    const { key } = await makeKey(['*'], 1)
    expect((await server.inject({ url: '/api/library', headers: as(key) })).statusCode).toBe(200)
    server.clock.now += DAY
    try {
      const reply = await server.inject({ url: '/api/library', headers: as(key) })
      expect(reply.statusCode).toBe(401)
      expect(reply.json().code).toBe('ACCOUNTS_KEY_EXPIRED')
    } finally {
      server.clock.now -= DAY
    }
  })

  it('a deleted key stops working at once', async () => {
    const { id, key } = await makeKey(['*'])
    expect((await server.inject({ url: '/api/library', headers: as(key) })).statusCode).toBe(200)
    const deleted = await server.inject({ method: 'DELETE', url: `${KEYS}/${id}`, headers: { cookie } })
    expect(deleted.statusCode).toBe(204)
    expect((await server.inject({ url: '/api/library', headers: as(key) })).json().code).toBe(
      'ACCOUNTS_BAD_KEY',
    )
  })

  it('a key that another process deleted stops working within five seconds', async () => {
    const { id, key } = await makeKey(['*'])
    expect((await server.inject({ url: '/api/library', headers: as(key) })).statusCode).toBe(200)
    await server.database.database.pool.query('delete from api_keys where id = $1', [id])
    server.clock.now += 5_001
    expect((await server.inject({ url: '/api/library', headers: as(key) })).json().code).toBe(
      'ACCOUNTS_BAD_KEY',
    )
  })

  it("another user's key is not found", async () => {
    const { id } = await makeKey(['*'])
    await server.createUser('grace@example.org')
    const other = await server.signIn('grace@example.org')
    const reply = await server.inject({ method: 'DELETE', url: `${KEYS}/${id}`, headers: { cookie: other } })
    expect(reply.statusCode).toBe(404)
    const read = await server.inject({ url: `${KEYS}/${id}`, headers: { cookie: other } })
    expect(read.json()).toMatchObject({ status: 404, code: 'ACCOUNTS_KEY_NOT_FOUND' })
    expect((await server.inject({ url: KEYS, headers: { cookie: other } })).json()).toEqual({
      items: [],
      nextCursor: null,
    })
  })

  it('the list is in pages, newest first, with each key once', async () => {
    const owner = await server.createUser('pages@example.org')
    for (const name of ['1', '2', '3'])
      await server.accounts.createKey({ userId: owner, name, scopes: ['*'] })
    const headers = { cookie: await server.signIn('pages@example.org') }
    const first = (await server.inject({ url: `${KEYS}?limit=2`, headers })).json()
    expect(first.items.map((item: { name: string }) => item.name)).toEqual(['3', '2'])
    const second = await server.inject({ url: `${KEYS}?limit=2&cursor=${first.nextCursor}`, headers })
    expect(second.json()).toMatchObject({ items: [{ name: '1' }], nextCursor: null })
  })

  it('a key can neither create keys nor change the password', async () => {
    const { key } = await makeKey(['*'])
    const made = await create({ name: 'more', scopes: ['*'] }, as(key))
    expect(made.statusCode).toBe(403)
    expect(made.json().code).toBe('KERNEL_SESSION_NEEDED')
    const payload = { currentPassword: PASSWORD, newPassword: 'another password' }
    const changed = await server.inject({
      method: 'POST',
      url: '/api/accounts/password',
      headers: as(key),
      payload,
    })
    expect(changed.json().code).toBe('KERNEL_SESSION_NEEDED')
  })

  it.each([[[]], [['everything']], [['Library:read']], [['library:read:more']], [['library']]])(
    'scopes %j are refused',
    async (scopes: string[]) => {
      expect((await create({ name: 'bad', scopes })).statusCode).toBe(400)
      await expect(server.accounts.createKey({ userId, name: 'bad', scopes })).rejects.toMatchObject({
        code: 'ACCOUNTS_BAD_INPUT',
      })
    },
  )

  it.each([
    [
      'libary:read',
      'there is no plugin "libary" with scopes. Plugins with scopes: accounts, idle, kernel, library.',
    ],
    [
      'database:read',
      'there is no plugin "database" with scopes. Plugins with scopes: accounts, idle, kernel, library.',
    ],
    [
      'library:reed',
      '"library" does not have this action. Use library:* or one of: library:read, library:write.',
    ],
  ])('the unknown scope %s is refused with the known ones', async (scope, problem) => {
    const refused = await create({ name: 'typo', scopes: ['library:read', scope] })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({
      code: 'ACCOUNTS_UNKNOWN_SCOPE',
      detail: `"${scope}": ${problem}`,
      errors: [{ in: 'body', path: '/scopes/1', message: `"${scope}": ${problem}` }],
      plugins: ['accounts', 'idle', 'kernel', 'library'],
    })
    await expect(server.accounts.createKey({ userId, name: 'typo', scopes: [scope] })).rejects.toMatchObject({
      code: 'ACCOUNTS_UNKNOWN_SCOPE',
    })
    expect(JSON.stringify((await server.inject({ url: KEYS, headers: { cookie } })).json())).not.toContain(
      'typo',
    )
  })

  it('scopes of the kernel and of a plugin that is not up pass', async () => {
    const scopes = ['kernel:admin', 'accounts:*', 'idle:read', '*:read', '*:*']
    expect((await create({ name: 'wide', scopes })).json()).toMatchObject({ scopes })
  })

  it('when a key was last used is noted once an hour', async () => {
    const { id, key } = await makeKey(['*'])
    const lastUsed = async () => {
      const { rows } = await server.database.database.pool.query(
        'select last_used_at from api_keys where id = $1',
        [id],
      )
      return (rows[0] as { last_used_at: Date }).last_used_at.getTime()
    }
    await server.inject({ url: '/api/library', headers: as(key) })
    const first = await lastUsed()
    server.clock.now += 60_000
    await server.inject({ url: '/api/library', headers: as(key) })
    expect(await lastUsed()).toBe(first)
    server.clock.now += 3_600_000
    await server.inject({ url: '/api/library', headers: as(key) })
    expect(await lastUsed()).toBeGreaterThan(first)
  })

  it('a user has at most a hundred', async () => {
    const id = await server.createUser('many@example.org')
    for (let made = 0; made < 100; made++)
      await server.accounts.createKey({ userId: id, name: `${made}`, scopes: ['*'] })
    await expect(
      server.accounts.createKey({ userId: id, name: 'one more', scopes: ['*'] }),
    ).rejects.toMatchObject({
      code: 'ACCOUNTS_TOO_MANY_KEYS',
    })
  })

  it('a key for a user who does not exist is refused', async () => {
    await expect(
      server.accounts.createKey({ userId: 'nobody', name: 'x', scopes: ['*'] }),
    ).rejects.toMatchObject({
      code: 'ACCOUNTS_USER_NOT_FOUND',
    })
  })
})
