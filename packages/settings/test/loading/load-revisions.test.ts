import { setTimeout as delay } from 'node:timers/promises'
import { startTestDatabase } from '@tributary/database/testing'
import { expect, test } from 'vitest'
import { createPluginLoads } from '../../src/loading/migrations/0003-create-plugin-loads.ts'
import { readWanted, writeWanted } from '../../src/loading/plugin-loads-store.ts'
import type { LoadingTables } from '../../src/loading/tables.ts'

test('requests are committed in the order of their revisions, so that a process that follows misses none', async () => {
  await using server = await startTestDatabase({
    migrations: { plugins: { '0003-create-plugin-loads': createPluginLoads } },
  })
  const { database } = server
  const [written, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const request = async (name: string, after?: () => Promise<void>) =>
    database.transaction<LoadingTables, void>(async (trx) => {
      await writeWanted(trx, { name, wanted: 'loaded', digest: null })
      await after?.()
    })
  const visible = async () => (await readWanted(database.tables<LoadingTables>(), 0)).map(({ name }) => name)
  const first = request('one', async () => {
    written.resolve()
    await committed.promise
  })
  await written.promise
  const second = request('two')
  await delay(100)
  expect(await visible()).toEqual([])
  committed.resolve()
  await Promise.all([first, second])
  expect(await visible()).toEqual(['one', 'two'])
})
