import { randomUUID } from 'node:crypto'
import { runForPerson, setUnit } from '@tributary/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PostgresIdempotencyStore } from '../src/postgres-idempotency-store.ts'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

describe('Idempotency-Key', () => {
  let server: AccountsServer
  let admin: string
  beforeAll(async () => {
    server = await startAccountsServer()
    await server.createUser('admin@example.org', 'admin')
    admin = await server.signIn('admin@example.org')
  })
  afterAll(() => server.stop())

  interface Sent {
    readonly url?: string
    readonly cookie?: string
    readonly payload?: object
    readonly on?: AccountsServer
  }
  const NEW_KEY = { name: 'one', scopes: ['*'] }
  const post = (key: string, sent: Sent = {}) => {
    const { url = '/api/accounts/keys', cookie = admin, payload = NEW_KEY, on = server } = sent
    return on.inject({ method: 'POST', url, payload, headers: { cookie, 'idempotency-key': key } })
  }
  const countKeys = async (name: string) => {
    const { rows } = await server.database.database.pool.query<{ count: number }>(
      'select count(*) from api_keys where name = $1',
      [name],
    )
    return rows[0]?.count
  }

  it('answers the same key and request with the same answer, a secret that is shown once included', async () => {
    const key = randomUUID()
    const payload = { name: 'twice', scopes: ['*'] }
    const first = await post(key, { payload })
    expect(first.statusCode).toBe(201)
    expect(first.headers).not.toHaveProperty('idempotent-replayed')
    const second = await post(`"${key}"`, { payload: { scopes: ['*'], name: 'twice' } })
    expect(second.statusCode).toBe(201)
    expect(second.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    expect(second.json()).toEqual(first.json())
    expect(await countKeys('twice')).toBe(1)
    const { rows } = await server.database.database.pool.query<{ dump: string }>(
      `select encode(key_hash, 'escape') || fingerprint || encode(answer, 'escape') as dump from idempotency_keys`,
    )
    const stored = rows.map(({ dump }) => dump).join()
    expect(stored).not.toContain(first.json<{ key: string }>().key)
    expect(stored).not.toContain(key)
  })

  it.each([
    ['another body', { payload: { name: 'other', scopes: ['*'] } }],
    [
      'another operation',
      { url: '/api/admin/accounts/users', payload: { email: 'a@example.org', password: PASSWORD } },
    ],
  ])('refuses a key that was used for %s', async (_what, other) => {
    const key = randomUUID()
    await post(key)
    const reply = await post(key, other)
    expect(reply.statusCode).toBe(422)
    expect(reply.json()).toMatchObject({ code: 'KERNEL_KEY_REUSED' })
  })

  it('belongs to a person', async () => {
    await server.createUser('grace@example.org')
    const grace = await server.signIn('grace@example.org')
    const key = randomUUID()
    const own = await post(key)
    const others = await post(key, { cookie: grace })
    expect([own.statusCode, others.statusCode]).toEqual([201, 201])
    expect(others.json<{ id: string }>().id).not.toBe(own.json<{ id: string }>().id)
  })

  it('has one effect under 50 racing requests, of two processes', async () => {
    const other = await startAccountsServer({ database: server.database })
    const key = randomUUID()
    const payload = { name: 'racer', scopes: ['*'] }
    const race = Array.from({ length: 50 }, (_, index) =>
      post(key, { payload, on: index % 2 === 0 ? server : other }),
    )
    const replies = await Promise.all(race)
    const bodies = new Set(replies.filter(({ statusCode }) => statusCode === 201).map(({ body }) => body))
    expect(bodies.size).toBe(1)
    for (const { statusCode, headers, json } of replies.filter((reply) => reply.statusCode !== 201)) {
      expect([statusCode, headers['retry-after']]).toEqual([409, '1'])
      expect(json()).toMatchObject({ code: 'KERNEL_KEY_IN_USE' })
    }
    const last = await post(key, { payload })
    expect([last.statusCode, last.body]).toEqual([201, [...bodies][0]])
    expect(await countKeys('racer')).toBe(1)
    await other.kernel.stop()
  })

  it('is claimed by one transaction: another is refused at once, whichever process it is in', async () => {
    const userId = await server.createUser('claimer@example.org')
    const { database } = server.database
    const request = () => {
      const store = new PostgresIdempotencyStore(database, () => 0)
      const claimed = store.claim({ userId, key: 'same', fingerprint: () => 'f' })
      const work = () => database.transaction(async () => {})
      return { claimed, begin: () => runForPerson(userId, () => (setUnit(claimed.unit), work())) }
    }
    const [first, second, third] = [request(), request(), request()]
    await first.begin()
    await expect(second.begin()).rejects.toMatchObject({ code: 'KERNEL_KEY_IN_USE' })
    await second.claimed.abandon()
    await first.claimed.record({ status: 201, headers: {}, body: '' })
    await expect(third.begin()).rejects.toMatchObject({ code: 'KERNEL_KEY_IN_USE' })
    await third.claimed.abandon()
  })

  it('remains free after a refused request', async () => {
    const key = randomUUID()
    const refused = await post(key, { payload: { name: 'scoped', scopes: ['nothing:read'] } })
    expect(refused.statusCode).toBe(400)
    const corrected = await post(key, { payload: { name: 'scoped', scopes: ['*'] } })
    expect(corrected.statusCode).toBe(201)
    expect(await countKeys('scoped')).toBe(1)
  })

  it('is free again, and forgotten, after a day', async () => {
    const key = randomUUID()
    const { pool } = server.database.database
    const first = await post(key)
    await pool.query(`update idempotency_keys set created_at = created_at - interval '25 hours'`)
    server.clock.now += 3_600_000
    const second = await post(key)
    expect(second.json<{ id: string }>().id).not.toBe(first.json<{ id: string }>().id)
    const count = async () =>
      (await pool.query<{ count: number }>('select count(*) from idempotency_keys')).rows[0]?.count
    await expect.poll(count).toBe(1)
  })

  it.each(['', 'a'.repeat(256), 'ä'])('refuses the key "%s"', async (key) => {
    const reply = await post(key)
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({ errors: [{ in: 'headers', path: '/idempotency-key' }] })
  })

  it('without it, each request has its effect', async () => {
    const payload = { name: 'many', scopes: ['*'] }
    const create = () =>
      server.inject({ method: 'POST', url: '/api/accounts/keys', payload, headers: { cookie: admin } })
    await create()
    await create()
    expect(await countKeys('many')).toBe(2)
  })
})
