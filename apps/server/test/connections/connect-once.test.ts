import { randomUUID } from 'node:crypto'
import { currentUnit } from '@tributary/core'
import { secretStore } from '@tributary/secrets'
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { ok, useEveryAuth } from './every-auth-server.ts'

const every = useEveryAuth()
const ENTERED = { username: 'ada', password: 'secret' }

/** Answers of the provider of `session`; `ask` runs while the server waits for the first. */
const acceptSession = (ask = async (): Promise<void> => {}) => {
  every.provider.answers = {
    ...every.provider.answers,
    '/session/sign-in': async () => {
      await ask()
      return { json: { token: 't' } }
    },
    '/session/me': ok({ id: 'ada' }),
    '/session/plays': ok({ items: [] }),
  }
}

/** 0 once no transaction is open: those of the worker end, that of a request which waits for the provider would not. */
const openTransactions = async (): Promise<number> => {
  let count = -1
  for (let looks = 0; looks < 20 && count !== 0; looks++) count = await countTransactions()
  return count
}

const countTransactions = async (): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity
    where state = 'idle in transaction' and datname = current_database()`.execute(every.server.db)
  return rows[0]?.count ?? -1
}

describe('connecting by entered credentials', () => {
  const connect = (key?: string) => every.ada.post('/api/session/connect', ENTERED, key)

  it('makes a connection (201 with its address), and renews one (200)', async () => {
    acceptSession()
    const made = await connect()
    expect(made).toMatchObject({ status: 201, location: `/api/connections/${made.body.id}` })
    expect((await every.ada.get(made.location ?? '')).body).toMatchObject({ id: made.body.id })
    expect(await connect()).toMatchObject({ status: 200, location: undefined, body: { id: made.body.id } })
  })

  it('has one effect for one Idempotency-Key', async () => {
    acceptSession()
    const key = randomUUID()
    const race = await Promise.all(Array.from({ length: 20 }, () => connect(key)))
    expect(new Set(race.map(({ status }) => status))).toEqual(new Set([201, 409]))
    const again = await connect(key)
    expect(again).toMatchObject({ status: 201, location: `/api/connections/${again.body.id}` })
    expect(every.asked('/session/sign-in')).toHaveLength(1)
    expect(await every.server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })

  it('holds no transaction while the provider is asked', async () => {
    const open: number[] = []
    acceptSession(async () => void open.push(await openTransactions()))
    expect((await connect(randomUUID())).status).toBe(201)
    expect(open).toEqual([0])
  })
})

describe('a store of secrets outside the database', () => {
  /** Calls of the store that an open unit of work would wait for, without being part of it. */
  const watchStore = () => {
    const store = every.server.kernel.getService(secretStore)
    const waits: string[] = []
    for (const act of ['read', 'readAll', 'write', 'remove'] as const) {
      const run = store[act].bind(store) as (...given: unknown[]) => Promise<unknown>
      vi.spyOn(store, act).mockImplementation(((...given: unknown[]) => {
        const unit = currentUnit() as { readonly isOpen: boolean } | undefined
        const options = given.at(-1) as { readonly trx?: object } | undefined
        if (unit?.isOpen === true && options?.trx === undefined) waits.push(act)
        return run(...given)
      }) as never)
    }
    return waits
  }

  it('is not awaited between the transactions of a request with a key', async () => {
    acceptSession()
    const waits = watchStore()
    const key = () => randomUUID()
    expect((await every.ada.post('/api/session/connect', ENTERED, key())).status).toBe(201)
    expect((await every.ada.post('/api/run/connect', {}, key())).status).toBe(200)
    expect((await every.ada.post('/api/session/sync', {}, key())).status).toBe(202)
    vi.restoreAllMocks()
    expect(waits).toEqual([])
  })
})

describe('a flow', () => {
  it('is one for one key, and its answer brings the cookie again', async () => {
    const key = randomUUID()
    const forgetFlows = () => {
      for (const name of every.ada.cookies.keys())
        if (name.includes('connecting')) every.ada.cookies.delete(name)
    }
    forgetFlows()
    const first = await every.ada.post('/api/run/connect', {}, key)
    expect(first.status).toBe(200)
    const cookies = new Map(every.ada.cookies)
    // As if the answer was lost: the browser has none of its cookies.
    forgetFlows()
    const again = await every.ada.post('/api/run/connect', {}, key)
    expect(again.body).toEqual(first.body)
    expect(every.ada.cookies).toEqual(cookies)
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from oauth_flows`.execute(
      every.server.db,
    )
    expect(rows).toEqual([{ count: 1 }])
  })

  it('with a device code asks the provider once', async () => {
    const code = { device_code: 'dc', user_code: 'WDJB-MJHT', verification_uri: 'https://device.example/' }
    const open: number[] = []
    every.provider.answers = {
      '/device/code': ok({ ...code, expires_in: 600, interval: 2 }),
      '/device/token': ok({ access_token: 'a', token_type: 'Bearer', expires_in: 3600, scope: 'read' }),
      '/device/me': async () => {
        open.push(await openTransactions())
        return { json: { id: 'ada' } }
      },
      '/device/plays': ok({ items: [] }),
    }
    const key = randomUUID()
    const first = await every.ada.post('/api/device/connect', {}, key)
    expect(await every.ada.post('/api/device/connect', {}, key)).toEqual(first)
    expect(every.asked('/device/code')).toHaveLength(1)
    const poll = `/api/device/connect/${first.body.flow}`
    const connected = await every.ada.post(poll, undefined, randomUUID())
    expect(connected).toMatchObject({ status: 201, location: `/api/connections/${connected.body.id}` })
    expect(open).toEqual([0])
  })
})
