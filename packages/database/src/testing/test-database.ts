import { tmpdir } from 'node:os'
import type { ManagedDatabase } from '../database.ts'
import type { MigrationSet } from '../migrations.ts'
import { createDatabase, type DatabaseOptions } from '../open-database.ts'
import { postgresServer } from './postgres-server.ts'

/** Options of a test database. With `dataDir` it is an embedded one there, else one on the shared server. */
export interface TestDatabaseOptions extends Partial<Omit<DatabaseOptions, 'databaseUrl'>> {
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
  const { migrations = {}, ...rest } = options
  const place = rest.dataDir === undefined ? await prepareTestDatabase() : embeddedIn(rest.dataDir)
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

/** An empty database that is not open yet. */
export interface PreparedDatabase {
  readonly options: DatabaseOptions
  /** Called after it is closed. */
  remove(): Promise<void>
}

/** Makes an empty database on the shared server, for a kernel or another process that opens it by itself. */
export async function prepareTestDatabase(): Promise<PreparedDatabase> {
  const server = await postgresServer()
  const databaseUrl = await server.createDatabase()
  return {
    options: { databaseUrl, dataDir: tmpdir() },
    remove: () => server.dropDatabase(databaseUrl),
  }
}

/** The directory belongs to the test, which may open it a second time. */
function embeddedIn(dataDir: string): PreparedDatabase {
  return { options: { dataDir }, remove: async () => {} }
}
