// Reads the provider without the engine, in a separate process: `fetch-and-insert.ts <provider url> <data directory> [database
// url]`. Sends how many rows it inserted in how many seconds and with how much processor time, and how many seconds fetching alone takes.

import { createDatabase } from '@tributary/database'
import { insertPage } from '../provider/insert-page.ts'
import { toMediaRecord } from '../provider/integrations.ts'
import type { Plays } from '../provider/play.ts'
import { cpuBetween, usedCpu } from '../server/used-cpu.ts'

const [, , providerUrl = '', dataDir = '', databaseUrl] = process.argv

async function* pages(): AsyncGenerator<Plays> {
  let page: Plays = { items: [], position: 0, total: Number.POSITIVE_INFINITY }
  while (page.position < page.total) {
    const response = await fetch(`${providerUrl}/plays?after=${page.position}`)
    page = (await response.json()) as Plays
    yield page
  }
}

/** The provider's own speed, an upper bound of the others. */
async function fetchAlone(): Promise<number> {
  const began = performance.now()
  let rows = 0
  for await (const { items } of pages()) rows += items.length
  if (rows === 0) throw new Error('the provider has nothing')
  return (performance.now() - began) / 1000
}

const fetchSeconds = await fetchAlone()
const database = createDatabase({ dataDir, databaseUrl, statementTimeout: 0 })
await database.open()
const client = await database.pool.connect()
const { rows: users } = await client.query<{ id: string }>('select id from users')
const before = await usedCpu(database.pool)
const began = performance.now()
let rows = 0
for await (const { items } of pages())
  rows += await insertPage(client, users[0]?.id ?? '', items.map(toMediaRecord))
const seconds = (performance.now() - began) / 1000
const cpu = cpuBetween(before, await usedCpu(database.pool))
client.release()
await database.close()
process.send?.({ rows, seconds, fetchSeconds, cpu })
process.disconnect()
