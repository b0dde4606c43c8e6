import { rm } from 'node:fs/promises'
import { type Database, database } from '@tributary/database'
import { prepareTestDatabase, startPostgresServer, temporaryDirectory } from '@tributary/database/testing'
import { type Incident, until } from './incident.ts'
import { type Observation, ObservedServer } from './observed-server.ts'

async function databaseAway(
  pick: (seen: { during: Observation; muchLater: Observation }) => Observation,
): Promise<Incident> {
  const postgres = await startPostgresServer()
  const dataDir = temporaryDirectory('tributary-away-')
  try {
    const databaseUrl = await postgres.createDatabase()
    await using server = await ObservedServer.start({ database: { databaseUrl, dataDir } })
    const before = await server.observe()
    await postgres.pause()
    const during = await server.observe()
    // Budgets, of which the figures are kept longest.
    server.pass(60)
    const muchLater = await server.observe()
    await postgres.resume()
    return { before, during: pick({ during, muchLater }), after: await server.observe() }
  } finally {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

export async function readOnlyDatabase(): Promise<Incident> {
  await using server = await ObservedServer.start()
  const before = await server.observe()
  await setReadOnly(server.kernel.getService(database), 'on')
  const during = await server.observe()
  await setReadOnly(server.kernel.getService(database), 'off')
  return { before, during, after: await server.observe() }
}

/** The disk is simulated: a test must not fill a real one. */
export async function fillingDisk(): Promise<Incident> {
  const GIB = 1024 ** 3
  const dataDir = temporaryDirectory('tributary-disk-')
  let diskFreeBytes = 20 * GIB
  try {
    await using server = await ObservedServer.start({
      database: { dataDir },
      readEmbedded: async () => ({ diskFreeBytes, directoryBytes: GIB, residentBytes: GIB }),
    })
    const before = await server.observe()
    diskFreeBytes = GIB - 1
    server.pass(60)
    const during = await server.observe()
    diskFreeBytes = 2 * GIB
    server.pass(60)
    return { before, during, after: await server.observe() }
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

export async function exhaustedPool(): Promise<Incident> {
  const { options, remove } = await prepareTestDatabase()
  try {
    await using server = await ObservedServer.start({
      database: { ...options, poolSize: 2, connectTimeout: 60_000 },
    })
    const { pool } = server.kernel.getService(database)
    const before = await server.observe()
    const held = await Promise.all([pool.connect(), pool.connect()])
    const waiting = pool.query('select 1')
    await server.observe()
    const during = await server.observe()
    for (const client of held) client.release()
    await waiting
    await until(async () => pool.waitingCount === 0)
    return { before, during, after: await server.observe() }
  } finally {
    await remove()
  }
}

/** Of the whole database; applies to new connections, so those that are open are ended. */
async function setReadOnly({ pool }: Database, value: 'on' | 'off'): Promise<void> {
  const client = await pool.connect()
  const { rows } = await client.query<{ name: string }>(`select quote_ident(current_database()) as name`)
  await client.query('begin read write')
  await client.query(`alter database ${rows[0]?.name} set default_transaction_read_only = ${value}`)
  await client.query('commit')
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  client.release(true)
  await until(async () => (await pool.query('select 1').catch(() => undefined)) !== undefined)
}

export const databaseJustAway = () => databaseAway(({ during }) => during)
export const databaseLongAway = () => databaseAway(({ muchLater }) => muchLater)
