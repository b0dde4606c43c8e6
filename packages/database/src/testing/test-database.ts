import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { ManagedDatabase } from '../database.ts'
import type { MigrationSet } from '../migrations.ts'
import { createDatabase, type DatabaseOptions } from '../open-database.ts'
import { postgresServer } from './postgres-server.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Options of a test database. */
export interface TestDatabaseOptions extends Partial<Omit<DatabaseOptions, 'databaseUrl'>> {
  /** Default `embedded`. */
  readonly mode?: 'embedded' | 'postgres'
  /** Each plugin's migrations, run in the order of the keys. */
  readonly migrations?: Readonly<Record<string, MigrationSet>>
}

/** A database of a test's own. */
export interface TestDatabase {
  readonly database: ManagedDatabase
  /** What opens the same database in another process or a second time. */
  readonly options: DatabaseOptions
  /** Closes it and removes all it held. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Opens an empty database, migrated with the sets given.
 *
 * @example
 * await using test = await startTestDatabase({ migrations: { library: libraryMigrations } })
 * await test.database.tables<LibraryTables>().selectFrom('media_items').selectAll().execute()
 */
export async function startTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { mode = 'embedded', migrations = {}, ...rest } = options
  const place = await prepareTestDatabase(mode, rest.dataDir)
  const settings = { ...rest, ...place.options }
  const database = createDatabase(settings)
  const stop = async () => {
    await database.close()
    await place.remove()
  }
  try {
    await database.open()
    await database.migrate(Object.entries(migrations).map(([plugin, value]) => ({ plugin, value })))
  } catch (error) {
    await stop()
    throw error
  }
  return { database, options: settings, stop, [Symbol.asyncDispose]: stop }
}

/** An empty database that nobody has opened yet. */
export interface PreparedDatabase {
  readonly options: DatabaseOptions
  remove(): Promise<void>
}

/** Makes an empty database for whoever opens it by itself, such as a kernel. `remove` comes after it is closed. */
export async function prepareTestDatabase(
  mode: 'embedded' | 'postgres' = 'embedded',
  dataDir?: string,
): Promise<PreparedDatabase> {
  return mode === 'embedded' ? embeddedPlace(dataDir) : postgresPlace()
}

function embeddedPlace(given: string | undefined): PreparedDatabase {
  const dataDir = given ?? temporaryDirectory('tributary-test-')
  return {
    options: { dataDir },
    // A directory that was given is the giver's, who may have it open already.
    remove: async () => {
      if (given === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function postgresPlace(): Promise<PreparedDatabase> {
  const server = await postgresServer()
  const databaseUrl = await server.createDatabase()
  return {
    options: { databaseUrl, dataDir: tmpdir() },
    remove: () => server.dropDatabase(databaseUrl),
  }
}
