import { randomUUID } from 'node:crypto'
import { type Database, database } from '@tributary/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readWanted, writeResult, writeWanted } from '../../src/loading/plugin-loads-store.ts'
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
const [THIS, OTHER] = [randomUUID(), randomUUID()]
const wantedOf = (processId: string) => readWanted(db.tables<LoadingTables>(), { after: 0, processId })
const namesOfWanted = async () => (await wantedOf(THIS)).map(({ name }) => name)
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

test('what a process was asked for is done there, until it is asked for something else', async () => {
  const doneIn = async (processId: string) =>
    (await wantedOf(processId)).find(({ name }) => name === 'third')?.isDone
  const revision = await write('third')
  const done = { processId: THIS, host: 'here', name: 'third', revision, failure: null }
  await writeResult(db.tables<LoadingTables>(), done)
  expect([await doneIn(THIS), await doneIn(OTHER)]).toEqual([true, false])
  await writeResult(db.tables<LoadingTables>(), { ...done, failure: 'It is broken.' })
  expect(await doneIn(THIS)).toBe(false)
  await writeResult(db.tables<LoadingTables>(), done)
  await write('third')
  expect(await doneIn(THIS)).toBe(false)
})
