import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import pg from 'pg'
import type { EmbeddedConnection } from '../embedded/embedded-connection.ts'
import { EmbeddedServer } from '../embedded/embedded-server.ts'
import { temporaryDirectory } from './temporary-directory.ts'

export interface NewDatabase {
  /** The URL of the database to copy. */
  readonly template?: string
  /** Further options of `create database`, such as `encoding 'LATIN1' locale 'C' template template0`. */
  readonly definition?: string
}

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** Makes a database, empty or a copy of `template`'s, owned by a role that is no superuser, and returns its URL. */
  createDatabase(options?: NewDatabase): Promise<string>
  /** Drops it, cutting off its clients. */
  dropDatabase(url: string): Promise<void>
}

/** A server that one test stops and starts. */
export interface OwnPostgresServer extends PostgresServer {
  pause(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

let shared: Promise<PostgresServer> | undefined

/**
 * The PostgreSQL server of this run of a package's tests: the one that `TEST_DATABASE_URL` names, else the embedded one in the directory
 * that the run has chosen (`TEST_POSTGRES_DIR`), which all test processes of the run share and the last one stops.
 */
export function postgresServer(): Promise<PostgresServer> {
  shared ??= openShared()
  return shared
}

async function openShared(): Promise<PostgresServer> {
  const { TEST_DATABASE_URL: url, TEST_POSTGRES_DIR: dataDir } = process.env
  if (url !== undefined) return databasesOf(url, url)
  if (dataDir === undefined) return startPostgresServer()
  const server = new EmbeddedServer({ dataDir })
  await server.start()
  return databasesOf(urlOf(server.connection('superuser')), urlOf(server.connection()))
}

/** Starts a server of a test's own, in memory unless a directory is given. Its databases have the same URLs after a pause. */
export async function startPostgresServer(
  dataDir = temporaryDirectory('tributary-postgres-'),
): Promise<OwnPostgresServer> {
  let server = new EmbeddedServer({ dataDir })
  await server.start()
  return {
    ...databasesOf(urlOf(server.connection('superuser')), urlOf(server.connection())),
    pause: () => server.stop(),
    async resume() {
      server = new EmbeddedServer({ dataDir })
      await server.start()
    },
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** `pg` takes a socket's directory as a percent-encoded host. */
export function urlOf({ user, password, host, database }: EmbeddedConnection): string {
  return `postgres://${user}:${password}@${encodeURIComponent(host)}/${database}`
}

export function databasesOf(adminUrl: string, ownerUrl: string): PostgresServer {
  const owner = decodeURIComponent(new URL(ownerUrl).username)
  return {
    async createDatabase({ template, definition = '' } = {}) {
      const name = `test_${randomBytes(8).toString('hex')}`
      const copied = template === undefined ? '' : ` template ${nameOf(template)}`
      await runAsAdmin(
        adminUrl,
        `create database ${name} owner ${pg.escapeIdentifier(owner)}${copied} ${definition}`,
      )
      return urlWithDatabase(ownerUrl, name)
    },
    async dropDatabase(url) {
      await runAsAdmin(adminUrl, `drop database if exists ${nameOf(url)} with (force)`)
    },
  }
}

function nameOf(url: string): string {
  return pg.escapeIdentifier(new URL(url).pathname.slice(1))
}

function urlWithDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

export async function runAsAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
