import { rm } from 'node:fs/promises'
import type { Kernel, Plugin } from '@tributary/core'
import {
  type Database,
  type DatabaseOptions,
  database,
  databasePlugin,
  migrations,
} from '@tributary/database'
import { beginEmbedded } from '@tributary/database/embedded'
import {
  prepareTestDatabase,
  startPostgresServer,
  startReplicatedServer,
  temporaryDirectory,
} from '@tributary/database/testing'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { readOnlyProblem, readWriteAccess } from '../src/database/write-access.ts'
import { databaseHealthCheck, operationsPlugin } from '../src/index.ts'
import { boot, stopAll } from './sample-kernel.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await stopAll()
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

interface Watched {
  readonly kernel: Kernel
  readonly database: Database
  /** Advances the clock of the plugin. */
  pass(seconds: number): void
}

/** A plugin with a table. */
const notes: Plugin = {
  name: 'notes',
  version: '1.0.0',
  uses: [database],
  registerServices: (context) =>
    context.contribute(migrations, {
      '0001-create-notes': { up: (db) => db.schema.createTable('notes').addColumn('text', 'text').execute() },
    }),
}

async function watched(options: DatabaseOptions): Promise<Watched> {
  let passed = 0
  const kernel = await boot([
    databasePlugin(options),
    notes,
    databaseHealthCheck({
      dataDir: options.dataDir,
      hasReplica: options.databaseReadUrl !== undefined,
      now: () => performance.now() + passed,
    }),
    operationsPlugin({ publicMetrics: true, health: { cacheFor: 0 } }),
  ])
  const pass = (seconds: number) => {
    passed += seconds * 1000
  }
  return { kernel, database: kernel.getService(database), pass }
}

async function health({ kernel }: Watched) {
  const { statusCode, body } = await kernel.app.inject('/health')
  const { status, checks } = JSON.parse(body) as {
    status: string
    checks: { name: string; status: string; message?: string }[]
  }
  const named = checks.map(({ name, ...check }) => [name, check.message ?? check.status])
  return { statusCode, status, ...Object.fromEntries(named) } as Record<string, unknown>
}

async function isReady({ kernel }: Watched): Promise<boolean> {
  return (await kernel.app.inject('/health/ready')).statusCode === 200
}

async function metric({ kernel }: Watched, name: string): Promise<number> {
  const { body } = await kernel.app.inject('/metrics')
  const line = body.split('\n').find((each) => each.startsWith(`${name} `) || each.startsWith(`${name}{`))
  return line === undefined ? Number.NaN : Number(line.split(' ').at(-1))
}

const well = {
  statusCode: 200,
  status: 'ok',
  database: 'passing',
  'database-writes': 'passing',
  'database-pool': 'passing',
}

test('an unreachable database makes the server unready, and dependent checks are unknown', async () => {
  const postgres = await startPostgresServer()
  cleanups.push(() => postgres.stop())
  const databaseUrl = await postgres.createDatabase()
  const server = await watched({ databaseUrl, dataDir: '/nowhere' })
  expect(await health(server)).toEqual(well)

  await postgres.pause()
  server.pass(20)
  expect(await isReady(server)).toBe(false)
  expect(await health(server)).toEqual({
    statusCode: 503,
    status: 'unavailable',
    database:
      'The database cannot be reached. Try again in a few seconds; if it lasts, an administrator must check that PostgreSQL runs and that DATABASE_URL leads to it.',
    'database-writes': 'unknown',
    'database-pool': 'passing',
  })

  await postgres.resume()
  await expect.poll(() => isReady(server), { timeout: 10_000 }).toBe(true)
  expect(await health(server)).toEqual(well)
})

test('a read replica that is away degrades the server, which stays ready', async () => {
  const servers = await startReplicatedServer()
  cleanups.push(() => servers.stop())
  const databaseUrl = await servers.createDatabase()
  const server = await watched({
    databaseUrl,
    databaseReadUrl: servers.onReplica(databaseUrl),
    dataDir: '/nowhere',
  })
  const used = { ...well, 'database-replica': 'passing' }
  await expect.poll(() => health(server), { timeout: 10_000 }).toEqual(used)

  await servers.killReplica()
  await expect
    .poll(() => health(server), { timeout: 10_000 })
    .toEqual({
      ...well,
      status: 'degraded',
      'database-replica':
        'The read replica cannot be reached, so that all reads go to the primary: check that the PostgreSQL of DATABASE_READ_URL runs; it is used again by itself.',
    })
  expect(await isReady(server)).toBe(true)

  await servers.startReplica()
  await expect.poll(() => health(server), { timeout: 10_000 }).toEqual(used)
}, 60_000)

test('a read-only database degrades the server, which stays ready', async () => {
  const { options, remove } = await prepareTestDatabase()
  cleanups.push(remove)
  const server = await watched(options)
  expect(await health(server)).toEqual(well)
  expect(await metric(server, 'tributary_database_read_only')).toBe(0)

  await setDefault(server.database, 'on')
  server.pass(5)
  expect(await health(server)).toEqual({
    ...well,
    status: 'degraded',
    'database-writes':
      'PostgreSQL is read-only (default_transaction_read_only is on): free disk space if the disk is full, then set default_transaction_read_only to off.',
  })
  expect(await isReady(server)).toBe(true)
  expect(await metric(server, 'tributary_database_read_only')).toBe(1)

  await setDefault(server.database, 'off')
  server.pass(5)
  expect(await health(server)).toEqual(well)
})

test('a disk that another program has filled counts as read-only, since the setting cannot be saved either', async () => {
  const { options, remove } = await prepareTestDatabase()
  cleanups.push(remove)
  const { pool } = (await watched(options)).database
  const access = (room: number | undefined) => readWriteAccess({ pool, room: async () => room })
  expect(await access(0)).toEqual({ readOnly: true, standby: false })
  expect(await access(-1)).toEqual({ readOnly: true, standby: false })
  expect(await access(1)).toEqual({ readOnly: false, standby: false })
  expect(await access(undefined)).toEqual({ readOnly: false, standby: false })
})

/** Sets it for the whole database. It applies to new connections, so open ones are terminated. */
async function setDefault({ pool }: Database, value: 'on' | 'off'): Promise<void> {
  const client = await pool.connect()
  const { rows } = await client.query<{ name: string }>('select current_database() as name')
  const name = pg.escapeIdentifier(rows[0]?.name ?? '')
  await client.query('begin read write')
  await client.query(`alter database ${name} set default_transaction_read_only = ${value}`)
  await client.query('commit')
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  client.release(true)
  await expect.poll(() => pool.totalCount).toBe(0)
}

test('a standby is distinguished from a read-only setting', () => {
  expect(readOnlyProblem('postgres', { readOnly: true, standby: true })).toEqual({
    cause: 'PostgreSQL is a read-only standby',
    cure: 'promote it, or set DATABASE_URL to the primary',
  })
})

describe('a pool with all connections in use', () => {
  async function exhausted(options: DatabaseOptions) {
    const server = await watched({ ...options, poolSize: 2, connectTimeout: 60_000 })
    await health(server)
    const held = await Promise.all([server.database.pool.connect(), server.database.pool.connect()])
    const waiting = server.database.pool.query('select 1')
    expect(await metric(server, 'tributary_database_pool_waiting')).toBeGreaterThan(0)
    return { server, held, waiting }
  }

  test('degrades the server after queries have waited for 5 s, and the database is not reported as unreachable', async () => {
    const { options, remove } = await prepareTestDatabase()
    cleanups.push(remove)
    const { server, held, waiting } = await exhausted(options)
    server.pass(4)
    expect(await health(server)).toEqual(well)
    server.pass(2)
    expect(await health(server)).toMatchObject({
      statusCode: 200,
      status: 'degraded',
      database: 'passing',
      'database-pool':
        'All 2 connections to the database have been in use for 6 s: find what holds connections (pg_stat_activity), or raise DATABASE_POOL_SIZE.',
    })
    expect(await isReady(server)).toBe(true)
    expect(await metric(server, 'tributary_database_pool_exhausted_seconds')).toBeGreaterThan(5)

    for (const client of held) client.release()
    await waiting
    await expect.poll(() => health(server)).toEqual(well)
    expect(await metric(server, 'tributary_database_pool_exhausted_seconds')).toBe(0)
  })

  test('does not hide a table that cannot be read', async () => {
    const { options, remove } = await prepareTestDatabase()
    cleanups.push(remove)
    const { server, held, waiting } = await exhausted(options)
    await held[0]?.query('revoke all on notes from current_user')
    expect(await isReady(server)).toBe(false)
    expect(await health(server)).toMatchObject({
      status: 'unavailable',
      database: expect.stringMatching(/^The role of DATABASE_URL lacks rights to tables of this server/),
    })
    await held[0]?.query('grant all on notes to current_user')
    expect(await health(server)).toEqual(well)
    for (const client of held) client.release()
    await waiting
  })

  test('does not hide an unreachable database', async () => {
    const postgres = await startPostgresServer()
    cleanups.push(() => postgres.stop())
    const databaseUrl = await postgres.createDatabase()
    const { server, held, waiting } = await exhausted({ databaseUrl, dataDir: '/nowhere' })
    // Idle connections do not notice the end of the server.
    for (const client of held) client.on('error', () => {})
    const lost = waiting.catch(() => 'lost')
    await postgres.pause()
    expect(await isReady(server)).toBe(false)
    for (const client of held) client.release(true)
    await lost
  })
})

test('an embedded database made read-only by its disk guard reports how much to free, and its disk and memory use', async () => {
  const dataDir = temporaryDirectory('tributary-operations-')
  cleanups.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const embedded = await beginEmbedded(dataDir)
  const server = await watched({ dataDir, embedded })
  const superuser = new pg.Client(embedded.connection('superuser'))
  await superuser.connect()
  // The same setting as by the disk guard; the test's disk has room.
  await superuser.query('alter system set default_transaction_read_only = on')
  await superuser.query('select pg_reload_conf()')
  await expect
    .poll(
      async () => {
        server.pass(5)
        return (await health(server))['database-writes']
      },
      { timeout: 10_000 },
    )
    .toBe(
      'The disk of the embedded database is nearly full, so the database is read-only: free disk space until 192 MiB are available; the database then becomes writable automatically.',
    )
  expect(await isReady(server)).toBe(true)
  await superuser.query('alter system reset default_transaction_read_only')
  await superuser.query('select pg_reload_conf()')
  await superuser.end()

  const MIB = 1024 * 1024
  expect(await metric(server, 'tributary_database_disk_free_bytes')).toBeGreaterThan(MIB)
  expect(await metric(server, 'tributary_database_directory_bytes')).toBeGreaterThan(20 * MIB)
  const resident = await metric(server, 'tributary_database_resident_memory_bytes')
  expect(resident).toBeGreaterThan(5 * MIB)
  expect(resident).toBeLessThan(500 * MIB)
})
