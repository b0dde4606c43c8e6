import { expect, it } from 'vitest'
import { silentLogger } from '../src/database-logger.ts'
import { createGuardedPool } from '../src/guarded-pool.ts'
import { OutageLog } from '../src/outage-log.ts'

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
