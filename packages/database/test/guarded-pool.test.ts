import { runForPerson } from '@tributary/core'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../src/database-logger.ts'
import { createGuardedPool } from '../src/guarded-pool.ts'
import { OutageLog } from '../src/outage-log.ts'
import { prepareTestDatabase } from '../src/testing/index.ts'

it('a query fails after the connect time-out if starting the server takes longer', async () => {
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
  it('alternates between people: a hundred queries of one do not precede the single one of another', async () => {
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
      { connectionString: place.options.databaseUrl, max: 1, connectionTimeoutMillis: 1_000 },
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

it('a failed connection releases its turn, and that of its expensive statement', async () => {
  const { pool } = createGuardedPool(
    // Nothing listens on that port.
    { host: '127.0.0.1', port: 1, max: 1, connectionTimeoutMillis: 300 },
    { onLost: () => {}, outages: new OutageLog({ logger: () => silentLogger }) },
  )
  const refused = { code: 'DATABASE_UNAVAILABLE', cause: { code: 'ECONNREFUSED' } }
  for (let number = 0; number < 3; number++) {
    await expect(pool.query('select 1')).rejects.toMatchObject(refused)
    await expect(runForPerson('ada', () => pool.query('select 1'), 'expensive')).rejects.toMatchObject(
      refused,
    )
  }
  expect(pool.waitingCount).toBe(0)
  await pool.end()
})

it('expensive statements take few of the connections, and release their turns', async () => {
  const place = await prepareTestDatabase()
  const { pool } = createGuardedPool(
    { connectionString: place.options.databaseUrl, max: 4, connectionTimeoutMillis: 1_000 },
    { onLost: () => {}, outages: new OutageLog({ logger: () => silentLogger }), expensiveStatements: 2 },
  )
  const connect = (cost: 'cheap' | 'expensive') => runForPerson('ada', () => pool.connect(), cost)
  const clients = [await connect('expensive'), await connect('expensive')]
  await expect(connect('expensive')).rejects.toMatchObject({
    code: 'DATABASE_BUSY',
    cause: { message: expect.stringContaining('expensive') as string },
  })
  expect(pool.waitingCount).toBe(0)
  ;(await connect('cheap')).release()
  for (const client of clients) client.release()
  expect((await runForPerson('ada', () => pool.query('select 1 as one'), 'expensive')).rows).toEqual([
    { one: 1 },
  ])
  await pool.end()
  await place.remove()
})
