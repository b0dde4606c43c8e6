import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startPostgresServer } from '@tributary/database/testing'
import type { Mode } from '../read-arguments.ts'
import { prepareServer, type ServerSettings } from './server-process.ts'

/** Databases of one kind: each new one is a copy of the same migrated database with one user. */
export interface Databases {
  /** An API key of the user, valid in every copy. */
  readonly apiKey: string
  fresh(): Promise<FreshDatabase>
  stop(): Promise<void>
}

export interface FreshDatabase {
  readonly settings: ServerSettings
  remove(): Promise<void>
}

/** Creates a new database and always removes it afterwards. */
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

/**
 * Everything is below `directory`, which must be on a disk for meaningful figures.
 *
 * @param definition of external databases: further options of `create database`, such as `lc_ctype 'C.UTF-8' template template0`
 */
export function startDatabases(mode: Mode, directory: string, definition?: string): Promise<Databases> {
  return mode === 'embedded' ? embeddedDatabases(directory) : postgresDatabases(directory, definition)
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
      // With owners and modes: as root, PostgreSQL runs as another account.
      await promisify(execFile)('cp', ['-a', prepared, DATA_DIR])
      return { settings: { DATA_DIR }, remove: () => rm(DATA_DIR, { recursive: true }) }
    },
    stop: () => rm(prepared, { recursive: true }),
  }
}

/** A server with the settings of the embedded one, which the measured server uses by its URL. */
async function postgresDatabases(DATA_DIR: string, definition = ''): Promise<Databases> {
  const server = await startPostgresServer(await mkdtemp(join(DATA_DIR, 'postgres-')))
  try {
    const prepared = await server.createDatabase({ definition })
    const apiKey = await prepareServer({ DATA_DIR, DATABASE_URL: prepared })
    return {
      apiKey,
      async fresh() {
        const DATABASE_URL = await server.createDatabase({ template: prepared })
        return { settings: { DATA_DIR, DATABASE_URL }, remove: () => server.dropDatabase(DATABASE_URL) }
      },
      stop: () => server.stop(),
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}
