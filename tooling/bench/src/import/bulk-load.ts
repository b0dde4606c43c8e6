// Loads a mapped file as PostgreSQL recommends, in a separate process: `bulk-load.ts <mapped file> <data directory>
// [database url]`. Sends the number of rows and the seconds.

import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createDatabase } from '@tributary/database'
import { from } from 'pg-copy-streams'
import { COLUMNS } from './viewing-file.ts'

const names = COLUMNS.map(([name]) => name).join(', ')

/** The same columns in a table without constraints, which needs no write-ahead log. */
const createStaging = `create temp table staging as select ${names} from media_items with no data`

/** The table is empty, so the action after `do` never runs, but the check for conflicts does. */
const insertStaged = `
  insert into media_items (user_id, platform, sort_at, ${names})
  select (select id from users), 'netflix', occurred_on::timestamp at time zone 'UTC', ${names} from staging
  on conflict on constraint media_items_by_identity
  do update set ${COLUMNS.map(([name]) => `${name} = excluded.${name}`).join(', ')}, updated_at = now()`

const [, , file = '', dataDir = '', databaseUrl] = process.argv
const database = createDatabase({ dataDir, databaseUrl, statementTimeout: 0 })
await database.open()
const client = await database.pool.connect()
const began = performance.now()
await client.query('begin')
await client.query(createStaging)
await pipeline(
  createReadStream(file),
  client.query(from(`copy staging (${names}) from stdin with (format csv)`)),
)
const { rowCount } = await client.query(insertStaged)
await client.query('commit')
const seconds = (performance.now() - began) / 1000
client.release()
await database.close()
process.send?.({ rows: rowCount, seconds })
process.disconnect()
