import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { EmbeddedServer } from '../../src/embedded/index.ts'
import { type EarlierDatabase, startEarlierDatabase } from '../../src/testing/index.ts'

const LOCK_LIMIT = 20_000

/** Runs work on the database of an earlier version in a data directory, which is created if it does not exist. Stops it afterwards. */
export async function withEarlier<T>(
  dataDir: string,
  work: (client: pg.Client, earlier: EarlierDatabase) => Promise<T>,
): Promise<T> {
  const earlier = await startUnlocked(dataDir)
  try {
    return await withConnection({ connectionString: earlier.url }, (client) => work(client, earlier))
  } finally {
    await earlier.stop()
  }
}

/** Runs work on the current database of a data directory, as the role that owns the tables. */
export async function withCurrent<T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const server = new EmbeddedServer({ dataDir })
  await server.start()
  try {
    return await withConnection(server.connection(), work)
  } finally {
    await server.stop()
  }
}

/** Runs one of the SQL files of this folder. */
export async function runFile(client: pg.Client, name: string): Promise<void> {
  await client.query(await readFile(new URL(`${name}.sql`, import.meta.url), 'utf8'))
}

export async function withConnection<T>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The servers of a killed upgrade hold the lock until they have stopped. */
async function startUnlocked(dataDir: string): Promise<EarlierDatabase> {
  const until = Date.now() + LOCK_LIMIT
  for (;;) {
    try {
      return await startEarlierDatabase(dataDir)
    } catch (error) {
      if (!String(error).includes('is in use') || Date.now() > until) throw error
      await delay(50)
    }
  }
}
