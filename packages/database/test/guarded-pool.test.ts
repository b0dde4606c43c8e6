import { runForPerson } from '@tributary/core'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../src/database-logger.ts'
import { FairTurns } from '../src/fair-turns.ts'
import { createGuardedPool } from '../src/guarded-pool.ts'
import { OutageLog } from '../src/outage-log.ts'
import { prepareTestDatabase } from '../src/testing/index.ts'

it('a query gives up after the connect time-out while the server is being started and that takes longer', async () => {
  let revivals = 0
  const { pool } = createGuardedPool(
    // Nothing listens on that port.
    { host: '127.0.0.1', port: 1, connectionTimeoutMillis: 200 },
    {
      onLost: () => {},
      outages: new OutageLog({ logger: () => silentLogger }),
      revive: () => {
        revivals += 1
        return new Promise(() => {})
      },
    },
  )
  const begun = performance.now()
  await expect(pool.query('select 1')).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    statusCode: 503,
    cause: { code: 'ECONNREFUSED' },
  })
  expect(performance.now() - begun).toBeLessThan(1_000)
  expect(revivals).toBe(1)
  await pool.end()
})

describe('waiting for a connection', () => {
  it('goes by turns between people: the hundred queries of one do not come before the one of another', async () => {
    const place = await prepareTestDatabase()
    const { pool } = createGuardedPool(
      { connectionString: place.options.databaseUrl, max: 2, connectionTimeoutMillis: 10_000 },
      { onLost: () => {}, outages: new OutageLog({ logger: () => silentLogger }) },
    )
    const ended: string[] = []
    const query = async (person: string) =>
      runForPerson(person, async () => {
        await pool.query('select pg_sleep(0.02)')
        ended.push(person)
      })
    const many = Array.from({ length: 100 }, () => query('ada'))
    const one = query('grace')
    await expect.poll(() => pool.waitingCount).toBeGreaterThan(50)
    await one
    // Two were running, and two more may have begun.
    expect(ended.indexOf('grace')).toBeLessThanOrEqual(4)
    await Promise.all(many)
    expect([ended.length, pool.waitingCount, pool.totalCount]).toEqual([101, 0, 2])
    await pool.end()
    await place.remove()
  })

  it('ends with the connect time-out, and says so', async () => {
    const place = await prepareTestDatabase()
    const { pool } = createGuardedPool(
      { connectionString: place.options.databaseUrl, max: 1, connectionTimeoutMillis: 100 },
      { onLost: () => {}, outages: new OutageLog({ logger: () => silentLogger }) },
    )
    const client = await pool.connect()
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY' })
    expect(pool.waitingCount).toBe(0)
    client.release()
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await pool.end()
    await place.remove()
  })
})

describe('turns', () => {
  it('go to who holds the fewest, among equals to who waits longest, and within one in order', async () => {
    const turns = new FairTurns(2)
    const order: string[] = []
    const take = (person: string, name: string) =>
      turns.take(person, 10_000).then((turn) => {
        order.push(name)
        return turn
      })
    const first = [await take('a', 'a1'), await take('a', 'a2')]
    const waiting = [take('a', 'a3'), take('a', 'a4'), take('b', 'b1'), take('c', 'c1'), take('b', 'b2')]
    expect(turns.waiting).toBe(5)
    // The second call is of no effect.
    first[0]?.end()
    first[0]?.end()
    await waiting[2]
    first[1]?.end()
    await waiting[0]
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3'])
    // `b` holds none after this, as `c`, who has waited longer.
    ;(await waiting[2])?.end()
    await waiting[3]
    ;(await waiting[0])?.end()
    await waiting[4]
    ;(await waiting[4])?.end()
    await waiting[1]
    expect(order.slice(4)).toEqual(['c1', 'b2', 'a4'])
    expect(turns.waiting).toBe(0)
  })

  it('that do not come in time are given up, and the others come as before', async () => {
    const turns = new FairTurns(1)
    const held = await turns.take('a', 1)
    expect(await turns.take('b', 10)).toBeUndefined()
    const next = turns.take('c', 10_000)
    held?.end()
    expect(await next).toBeDefined()
    expect(turns.waiting).toBe(0)
  })
})
