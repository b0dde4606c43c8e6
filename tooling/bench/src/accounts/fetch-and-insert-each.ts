// Reads each account without the engine, in a separate process: `fetch-and-insert-each.ts <provider url> <accounts> <data
// directory> [database url]`. Sends the number of accounts and the seconds.

import { createDatabase } from '@tributary/database'
import { insertPage } from '../provider/insert-page.ts'
import { toMediaRecord } from '../provider/integrations.ts'
import type { Plays } from '../provider/play.ts'
import { accountName, forEachAccount, keyOf } from './for-each-account.ts'

const [, , providerUrl = '', accounts, dataDir = '', databaseUrl] = process.argv
const database = createDatabase({ dataDir, databaseUrl, statementTimeout: 0 })
await database.open()
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
const { rows } = await database.pool.query<{ items: number }>(
  'select count(*)::integer as items from media_items',
)
await database.close()
process.send?.({ items: rows[0]?.items, seconds })
process.disconnect()
