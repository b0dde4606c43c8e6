import { type Database, database } from '@tributary/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readWanted, writeWanted } from '../../src/loading/plugin-loads-store.ts'
import type { LoadingTables } from '../../src/loading/tables.ts'
import { type HealthServer, startHealthServer, until } from '../health/health-server.ts'

let server: HealthServer
let db: Database
beforeAll(async () => {
  server = await startHealthServer({ worker: false })
  db = server.kernel.getService(database)
})
afterAll(() => server.stop())

const write = (name: string, after: () => Promise<void> = async () => {}) =>
  db.transaction<LoadingTables, number>(async (trx) => {
    const revision = await writeWanted(trx, { name, wanted: 'loaded', digest: null })
    await after()
    return revision
  })
const namesOfWanted = async () => (await readWanted(db.tables<LoadingTables>(), 0)).map(({ name }) => name)
const countWaiting = async () => {
  const { rowCount } = await db.pool.query('select from pg_locks where not granted')
  return rowCount ?? 0
}

test('of two requests at once, the later revision is never visible before the earlier one', async () => {
  const written = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const first = write('first', () => {
    written.resolve()
    return release.promise
  })
  await written.promise
  let hasEnded = false
  const second = write('second').finally(() => {
    hasEnded = true
  })
  await until(async () => hasEnded || (await countWaiting()) > 0)
  const meanwhile = await namesOfWanted()
  release.resolve()
  expect(await second).toBeGreaterThan(await first)
  expect({ meanwhile, after: await namesOfWanted() }).toEqual({ meanwhile: [], after: ['first', 'second'] })
})
