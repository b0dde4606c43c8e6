import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { backupDatabase } from '../../src/embedded/backup/backup-database.ts'
import { EmbeddedServer } from '../../src/embedded/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'

export const VERSION = { tributaryVersion: '1.2.3' }

/** A directory for one test, gone afterwards. */
export function testDirectory(): { readonly path: string; [Symbol.asyncDispose](): Promise<void> } {
  const path = temporaryDirectory('tributary-backup-')
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** An embedded server that is stopped at the end of the block. */
export async function startServer(dataDir: string) {
  const server = new EmbeddedServer({ dataDir })
  await server.start()
  return {
    layout: server.layout,
    connection: server.connection('superuser'),
    query: (statement: string, database?: string) => query(server, statement, database),
    backup: (file: string) => backupDatabase(server.connection('superuser'), file, VERSION),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

/** Makes a data directory with some statements run in it, and stops its server. */
export async function makeDatabase(dataDir: string, ...statements: readonly string[]): Promise<void> {
  await using server = await startServer(dataDir)
  for (const statement of statements) await server.query(statement)
}

/** The rows of one statement, by a superuser. */
async function query(
  server: EmbeddedServer,
  statement: string,
  database = 'tributary',
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ ...server.connection('superuser'), database })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

/** What is in a home besides what every home has. */
export function clustersIn(dataDir: string): readonly string[] {
  return readdirSync(join(dataDir, 'postgres')).filter((name) => /^\d+$|^unfinished/.test(name))
}
