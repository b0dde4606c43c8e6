import { startTestDatabase } from '@tributary/database/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { DatabaseAccounts } from '../src/database-accounts.ts'
import { accountsPlugin } from '../src/index.ts'
import { PrincipalCache } from '../src/principal-cache.ts'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

const SETUP = '/api/accounts/setup'

function tokenIn(server: AccountsServer): string {
  const tokens = server.log.flatMap((line) => /Set-up token: ([\w-]+)/.exec(line)?.[1] ?? [])
  expect(tokens).toHaveLength(1)
  return tokens[0] ?? ''
}

function claim(server: AccountsServer, token: string, email = 'root@example.org') {
  return server.inject({ method: 'POST', url: SETUP, payload: { token, email, password: PASSWORD } })
}

async function administrators(server: AccountsServer): Promise<number> {
  const { rows } = await server.database.database.pool.query(`select id from users where role = 'admin'`)
  return rows.length
}

describe('the first administrator', () => {
  const servers: AccountsServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
  })
  const start = async (options: Parameters<typeof startAccountsServer>[0] = {}) => {
    const server = await startAccountsServer(options)
    servers.push(server)
    return server
  }

  it('is created by the token that the log shows once', async () => {
    const server = await start()
    expect((await server.inject({ url: SETUP })).json()).toEqual({ open: true })
    const token = tokenIn(server)
    expect(await server.accounts.setupToken()).toBe(token)
    const wrong = await claim(server, `${token.slice(0, -1)}_`)
    expect(wrong.statusCode).toBe(401)
    expect(wrong.json().code).toBe('ACCOUNTS_BAD_SETUP_TOKEN')
    const claimed = await claim(server, token)
    expect(claimed.statusCode).toBe(201)
    expect(claimed.json()).toMatchObject({ email: 'root@example.org', role: 'admin', disabled: false })
    expect(claimed.headers.location).toBe(`/api/admin/accounts/users/${claimed.json().id}`)
    expect(await server.accounts.setupToken()).toBeUndefined()

    expect((await claim(server, token, 'second@example.org')).json().code).toBe('ACCOUNTS_SETUP_DONE')
    expect((await claim(server, token, 'second@example.org')).statusCode).toBe(404)
    expect((await server.inject({ url: SETUP })).statusCode).toBe(404)
    expect(await administrators(server)).toBe(1)
    const cookie = await server.signIn('root@example.org')
    const me = await server.inject({ url: '/api/accounts/me', headers: { cookie } })
    expect(me.json().roles).toContain('admin')
  })

  it('is created from the options, once', async () => {
    const database = await startTestDatabase()
    const options = { database, adminEmail: 'Root@example.org', adminPassword: PASSWORD }
    const first = await startAccountsServer(options)
    await first.signIn('root@example.org')
    expect((await first.inject({ url: SETUP })).statusCode).toBe(404)
    expect(first.log.join('')).not.toContain('Set-up token')
    expect(await first.accounts.setupToken()).toBeUndefined()
    await first.stop()
    await database.stop()
  })

  it('is not changed if it exists', async () => {
    const server = await start({ adminEmail: 'root@example.org', adminPassword: PASSWORD })
    const again = await startAccountsServer({
      database: server.database,
      adminEmail: 'other@example.org',
      adminPassword: 'another password',
    })
    expect(await administrators(server)).toBe(1)
    expect(await again.accounts.countUsers()).toBe(1)
    expect(again.log.join('')).not.toContain('Set-up token')
    await again.signIn('root@example.org')
  })

  it('created on the command line closes the set-up', async () => {
    const server = await start()
    const token = tokenIn(server)
    await server.createUser('user@example.org')
    expect((await server.inject({ url: SETUP })).statusCode).toBe(200)
    await server.createUser('root@example.org', 'admin')
    expect((await claim(server, token, 'eve@example.org')).statusCode).toBe(404)
    expect(await administrators(server)).toBe(1)
  })

  it('is not lost to a claim that fails', async () => {
    const server = await start()
    await server.createUser('taken@example.org')
    expect((await claim(server, tokenIn(server), 'taken@example.org')).statusCode).toBe(409)
    expect((await claim(server, tokenIn(server))).statusCode).toBe(201)
  })

  it('is not created if the row of the set-up is missing beside users, since the database has lost data', async () => {
    const server = await start({ adminEmail: 'root@example.org', adminPassword: PASSWORD })
    const { pool } = server.database.database
    await pool.query('delete from accounts_instance')
    await expect(startAccountsServer({ database: server.database })).rejects.toThrow(
      /accounts_instance is empty, although there is data in .*users.*Restore the database from a backup/,
    )
    expect((await pool.query('select 1 from accounts_instance')).rowCount).toBe(0)
  })

  it('is not created if there is data without users', async () => {
    const server = await start()
    const { pool } = server.database.database
    await pool.query(
      `create table system_config (key text, updated_by text references users (id) on delete set null)`,
    )
    await pool.query(`insert into system_config values ('plugin.player.clientId')`)
    await expect(startAccountsServer({ database: server.database })).rejects.toThrow(
      'There are no users, although there is data in system_config',
    )
  })

  it('needs options that fit', () => {
    const publicUrl = 'http://127.0.0.1:3000'
    for (const wrong of [
      { publicUrl: 'nowhere' },
      { publicUrl, adminEmail: 'root@example.org' },
      { publicUrl, adminEmail: 'root@example.org', adminPassword: 'short' },
      { publicUrl, adminEmail: 'root', adminPassword: PASSWORD },
      { publicUrl, secret: 'short' },
      { publicUrl, trustedOrigins: ['*'] },
    ]) {
      expect(() => accountsPlugin(wrong)).toThrow(expect.objectContaining({ code: 'ACCOUNTS_BAD_OPTIONS' }))
    }
  })
})

describe('a thousand claims at once', () => {
  it('create one administrator, in any process', async () => {
    await using database = await startTestDatabase()
    const servers = [
      await startAccountsServer({ database }),
      await startAccountsServer({ database }),
    ] as const
    const token = tokenIn(servers[0])
    expect(tokenIn(servers[1])).toBe(token)
    const replies = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) =>
        claim(servers[i % 2 === 0 ? 0 : 1], token, `root${i}@example.org`),
      ),
    )
    const statuses = Map.groupBy(replies, (reply) => reply.statusCode)
    expect(statuses.get(201)).toHaveLength(1)
    expect(statuses.get(404)).toHaveLength(999)
    expect(await administrators(servers[0])).toBe(1)
    expect(await servers[0].accounts.countUsers()).toBe(1)
    for (const server of servers) await server.stop()
  })

  it('are decided by the database, not by the process', async () => {
    await using database = await startTestDatabase()
    const server = await startAccountsServer({ database })
    const service = new DatabaseAccounts({
      database: database.database,
      cache: new PrincipalCache(Date.now),
      knownScopes: () => new Map(),
      audit: { record: async () => {} },
      setup: () => ({ token: '', isOpen: async () => true }),
    })
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        service.createFirstAdmin({ email: `root${i}@example.org`, password: PASSWORD }),
      ),
    )
    expect(created.filter((admin) => admin !== undefined)).toHaveLength(1)
    expect(await administrators(server)).toBe(1)
    await server.stop()
  })

  it('processes over one database accept the same sessions', async () => {
    await using database = await startTestDatabase()
    const [one, two] = await Promise.all([
      startAccountsServer({ database }),
      startAccountsServer({ database }),
    ])
    await one.createUser('ada@example.org')
    const cookie = await one.signIn('ada@example.org')
    expect((await two.inject({ url: '/api/accounts/me', headers: { cookie } })).statusCode).toBe(200)
    await Promise.all([one.stop(), two.stop()])
  })

  it('two administrators who remove each other do not both succeed', async () => {
    await using database = await startTestDatabase()
    const [one, two] = await Promise.all([
      startAccountsServer({ database }),
      startAccountsServer({ database }),
    ])
    const ids = [
      await one.createUser('a@example.org', 'admin'),
      await one.createUser('b@example.org', 'admin'),
    ]
    const cookies = [await one.signIn('a@example.org'), await one.signIn('b@example.org')]
    const remove = (server: AccountsServer, who: number, whom: number) =>
      server.inject({
        method: 'DELETE',
        url: `/api/admin/accounts/users/${ids[whom]}`,
        headers: { cookie: cookies[who] ?? '' },
      })
    await Promise.all([remove(one, 0, 1), remove(two, 1, 0)])
    expect(await administrators(one)).toBe(1)
    await Promise.all([one.stop(), two.stop()])
  })
})
