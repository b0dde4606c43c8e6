// Reads each account without the engine, in a separate process: `fetch-and-insert-each.ts <provider url> <accounts> <data
// directory> [database url]`. Sends the number of accounts, the seconds and the processor time.

import { createDatabase } from '@tributary/database'
import { insertPage } from '../provider/insert-page.ts'
import { toMediaRecord } from '../provider/integrations.ts'
import type { Plays } from '../provider/play.ts'
import { cpuBetween, usedCpu } from '../server/used-cpu.ts'
import { accountName, forEachAccount, keyOf } from './for-each-account.ts'

const [, , providerUrl = '', accounts, dataDir = '', databaseUrl] = process.argv
const database = createDatabase({ dataDir, databaseUrl, statementTimeout: 0 })
await database.open()
const before = await usedCpu(database.pool)
const began = performance.now()
await forEachAccount(Number(accounts), async (account) => {
  const response = await fetch(`${providerUrl}/recent`, {
    headers: { authorization: `Bearer ${keyOf(account)}` },
  })
  const { items } = (await response.json()) as Plays
  const client = await database.pool.connect()
  try {
    await insertPage(client, accountName(account), items.map(toMediaRecord))
  } finally {
    client.release()
  }
})
const seconds = (performance.now() - began) / 1000
const cpu = cpuBetween(before, await usedCpu(database.pool))
const { rows } = await database.pool.query<{ items: number }>(
  'select count(*)::integer as items from media_items',
)
await database.close()
process.send?.({ items: rows[0]?.items, seconds, cpu })
process.disconnect()
