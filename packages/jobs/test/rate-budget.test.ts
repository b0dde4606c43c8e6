import { createDatabase } from '@tributary/database'
import type { RateLimit } from '@tributary/integration-kit/host'
import type { RateBudget } from '@tributary/provider-client'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteIdleBudgets } from '../src/budget/rate-budget-store.ts'
import { RateBudgets, type RateBudgetsOptions } from '../src/budget/rate-budgets.ts'
import { countQueries, type JobsServer, startJobsServer } from './jobs-server.ts'

const LIMIT: RateLimit = { requests: 150, perSeconds: 3600, per: 'account' }
const signal = new AbortController().signal

describe('a rate budget', () => {
  let server: JobsServer
  /** Two processes, each with connections and a memory of its own. */
  let processes: { database: JobsServer['database']; close(): Promise<void> }[]
  beforeAll(async () => {
    server = await startJobsServer({ worker: false })
    const other = createDatabase(server.databaseOptions)
    await other.open()
    processes = [
      { database: other, close: () => other.close() },
      { database: server.database, close: () => server.stop() },
    ]
  })
  afterAll(async () => {
    for (const process of processes) await process.close()
  })
  beforeEach(() => sql`truncate rate_budgets`.execute(server.db))

  const open = (
    {
      limit = {},
      key = 'account',
      share = 1,
    }: { limit?: Partial<Record<'requests' | 'perSeconds', number>>; key?: string; share?: number } = {},
    options: RateBudgetsOptions = {},
  ): RateBudget[] =>
    processes.map(({ database }) =>
      new RateBudgets(database, options).open({
        integration: 'account',
        connectionId: key,
        provider: 'Account',
        limits: [{ ...LIMIT, ...limit }],
        share,
        signal,
      }),
    )
  /** Takes until it is refused; resolves to how many were taken. */
  async function drain(budget: RateBudget): Promise<number> {
    for (let taken = 0; ; taken++) {
      try {
        await budget.take()
      } catch (error) {
        expect(error).toMatchObject({ code: 'rate_limit' })
        return taken
      }
    }
  }
  const wait = async () => {
    throw new Error('nothing to wait for')
  }

  it('is enforced exactly over all processes with concurrent requests', async () => {
    const budgets = open()
    const taken = await Promise.all(
      budgets.flatMap((budget) => Array.from({ length: 8 }, () => drain(budget))),
    )
    expect(taken.reduce((sum, n) => sum + n, 0)).toBe(LIMIT.requests)
  })

  it('returns when more will be available', async () => {
    const [budget] = open()
    await drain(budget as RateBudget)
    await expect(budget?.take()).rejects.toMatchObject({
      code: 'rate_limit',
      message:
        'Account receives no requests for now: it requested a wait, or its 150 requests in 3600 s are used up. The sync continues automatically.',
      retryAfterSeconds: expect.closeTo(3_600, -1.5),
    })
  })

  it('costs a query for several requests only', async () => {
    const [budget] = open({ limit: { requests: 1_000, perSeconds: 60 } }).slice(-1)
    let locks = 0
    countQueries(server, 'insert into rate_budgets', () => locks++)
    for (let n = 0; n < 100; n++) await budget?.take()
    expect(locks).toBeLessThanOrEqual(10)
    expect(locks).toBeGreaterThan(0)
  })

  it('counts what a process has taken and not used in time, and grants nothing twice', async () => {
    let now = 0
    const [budget] = open({ limit: { requests: 100, perSeconds: 3600 } }, { now: () => now, wait })
    let taken = 0
    try {
      for (; ; taken++) {
        await budget?.take()
        now += 5_000
      }
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limit' })
    }
    // One that asks seldom is granted one at a time, so that none gets too old.
    expect(taken).toBe(100)
  })

  it('closed by the provider is closed for every process, including those with unused grants', async () => {
    const [one, other = one] = open()
    await one?.take()
    await one?.block(600)
    await expect(one?.take()).rejects.toMatchObject({ retryAfterSeconds: expect.closeTo(600, -1) })
    await expect(other?.take()).rejects.toMatchObject({ code: 'rate_limit' })
    // A shorter word does not open it.
    await other?.block(1)
    await expect(one?.take()).rejects.toMatchObject({ retryAfterSeconds: expect.closeTo(600, -1) })
  })

  it('waits by itself for a moment at most', async () => {
    const waits: number[] = []
    const short = async (milliseconds: number) => {
      waits.push(milliseconds)
      await sql`update rate_budgets set takes = '[]'`.execute(server.db)
    }
    const [budget] = open({ limit: { requests: 1, perSeconds: 1 } }, { wait: short })
    await budget?.take()
    await budget?.take()
    expect(waits).toEqual([expect.closeTo(1_500, -2.5)])
    const [slow] = open({ key: 'slow', limit: { requests: 1, perSeconds: 10 } }, { wait })
    await slow?.take()
    await expect(slow?.take()).rejects.toMatchObject({ code: 'rate_limit' })
  })

  it('reserves a part for others when a back-fill uses it', async () => {
    const limit = { requests: 40, perSeconds: 3600 }
    const [backfill] = open({ limit, share: 0.75 })
    const [sync] = open({ limit })
    expect(await drain(backfill as RateBudget)).toBe(30)
    expect(await drain(sync as RateBudget)).toBe(10)
  })

  it('is separate for each account', async () => {
    const limit = { requests: 3, perSeconds: 3600 }
    const [one] = open({ limit, key: '1' })
    const [other] = open({ limit, key: '2' })
    expect(await drain(one as RateBudget)).toBe(3)
    expect(await drain(other as RateBudget)).toBe(3)
  })

  it('counts the use of other clients from responses, and never returns counted units', async () => {
    const [one, other] = open({ limit: { requests: 20, perSeconds: 3600 } })
    await one?.take()
    await one?.report([{ remaining: 5 }])
    await one?.report([{ remaining: 18 }])
    await one?.report([undefined])
    await one?.report([{ remaining: Number.NaN }])
    expect(await drain(other as RateBudget)).toBe(5)
  })

  it('refuses a request that costs more than the limit', async () => {
    const [{ database } = server] = processes
    const limits: RateLimit[] = [{ requests: 50, perDayIn: 'UTC', counts: 'cost', per: 'client' }]
    const use = { integration: 'account', connectionId: 'a', provider: 'Account', limits, signal }
    await expect(new RateBudgets(database).open(use).take(51)).rejects.toThrow(
      'a request to Account costs 51 of a limit of 50 units: correct its "cost" or the limit in "api.rateLimits"',
    )
  })

  it('grants no unit twice if a cheap request arrives while an expensive one waits', async () => {
    const { database } = server
    const limits: RateLimit[] = [{ requests: 100, perSeconds: 3600, counts: 'cost', per: 'client' }]
    const use = { integration: 'account', connectionId: 'a', provider: 'Account', limits, signal }
    const budget = new RateBudgets(database, { now: () => 0, wait }).open(use)
    await budget.take(1)
    // The second is granted 2, so that one is kept.
    await budget.take(1)
    await Promise.all([budget.take(5), budget.take(1)])
    const { rows } = await sql<{ granted: number }>`
      select sum((take ->> 'n')::integer)::integer as granted
      from rate_budgets, jsonb_array_elements(takes) take`.execute(server.db)
    expect(rows[0]?.granted).toBeGreaterThanOrEqual(8)
  })

  it('is deleted after days without use', async () => {
    const [one] = open({ key: 'old' })
    const [other] = open({ key: 'new' })
    await one?.take()
    await other?.take()
    await sql`update rate_budgets set updated_at = now() - interval '3 days' where key = 'account|old|3600'`.execute(
      server.db,
    )
    await deleteIdleBudgets(server.db)
    expect(await server.db.selectFrom('rate_budgets').select('key').execute()).toEqual([
      { key: 'account|new|3600' },
    ])
  })
})
