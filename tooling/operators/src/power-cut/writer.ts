// A process that writes steps from several connections and prints each one that has been acknowledged, until it is killed. It starts the
// database itself, so that it is the only process that uses it. A line on its standard input ends it cleanly.

import { writeSync } from 'node:fs'
import { type EmbeddedConnection, EmbeddedServer } from '@tributary/database/embedded'
import pg from 'pg'
import type { WriterOptions } from './start-writer.ts'
import { CLIENTS } from './workload.ts'
import { writeStep } from './write-step.ts'

const CHECKPOINT_EVERY = 150
const VACUUM_EVERY = 400

const { dataDir, environment, connections } = JSON.parse(process.argv[2] ?? '') as WriterOptions

const server = new EmbeddedServer({ dataDir, environment })
if (connections === undefined) await server.start()
const { role, superuser } = connections ?? {
  role: server.connection(),
  superuser: server.connection('superuser'),
}

const ending = new AbortController()
process.stdin.once('data', () => ending.abort())

const maintenance = await connect(superuser)
await Promise.all(Array.from({ length: CLIENTS }, (_, client) => write(client)))
await maintenance.end()
await server.stop()
process.exit()

async function write(client: number): Promise<void> {
  const connection = await connect(role)
  const { rows } = await connection.query<{ n: number }>(
    'select coalesce(max(n), 0) as n from steps where client = $1',
    [client],
  )
  for (let n = (rows[0]?.n ?? 0) + 1; !ending.signal.aborted; n += 1) {
    await writeStep(connection, client, n)
    // Not `process.stdout`, which buffers in this process what the pipe does not accept at once.
    writeSync(1, `${client} ${n}\n`)
    if (client === 0 && n % CHECKPOINT_EVERY === 0) await maintenance.query('checkpoint')
    if (client === 1 && n % VACUUM_EVERY === 0) await maintenance.query('vacuum accounts, steps')
  }
  await connection.end()
}

async function connect(to: EmbeddedConnection): Promise<pg.Client> {
  const client = new pg.Client({ ...to })
  await client.connect()
  return client
}
