import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EmbeddedConnection, EmbeddedServer } from '@tributary/database/embedded'
import pg from 'pg'
import { awaitEnd, type EmbeddedLayout, killDatabase } from '../postgres-processes.ts'
import { requireInterposed } from './preload-library.ts'
import type { Writer } from './start-writer.ts'
import { prepareJournal, type Unsynced, undoUnsynced } from './undo-unsynced.ts'
import { type Verdict, verify } from './verify.ts'
import { CLIENTS, SCHEMA } from './workload.ts'

/** That of a slow solid-state disk, so that most cuts happen while a commit waits for its sync. */
const SYNC_MICROSECONDS = 3000

export interface DatabasePlace {
  /** Contains the data directory and the journal. */
  readonly directory: string
  readonly name: string
  /** The result of `compileLibrary`. */
  readonly library: string
}

/** Creates a database for `work`, and kills its remaining processes afterwards. */
export async function withDatabase<T>(
  place: DatabasePlace,
  work: (database: DatabaseUnderTest) => Promise<T>,
): Promise<T> {
  const database = await DatabaseUnderTest.create(place)
  try {
    return await work(database)
  } finally {
    await awaitEnd(database.layout, killDatabase(database.layout))
  }
}

/** An embedded database whose power can be cut. */
export class DatabaseUnderTest {
  readonly dataDir: string
  readonly layout: EmbeddedLayout
  readonly connections: { readonly role: EmbeddedConnection; readonly superuser: EmbeddedConnection }
  /** The variables that preload the library. */
  readonly environment: Readonly<Record<string, string>>
  readonly #journal: string
  #acknowledged: readonly number[] = Array.from({ length: CLIENTS }, () => 0)

  private constructor(server: EmbeddedServer, place: { dataDir: string; journal: string; library: string }) {
    this.dataDir = place.dataDir
    this.layout = server.layout
    this.connections = { role: server.connection(), superuser: server.connection('superuser') }
    this.#journal = place.journal
    this.environment = {
      LD_PRELOAD: place.library,
      UNSYNCED_TREE: server.layout.cluster,
      UNSYNCED_JOURNAL: place.journal,
      UNSYNCED_DELAY: String(SYNC_MICROSECONDS),
    }
  }

  /** Creates a database with empty tables, and stops it: then everything in it counts as synced. */
  static async create({ directory, name, library }: DatabasePlace): Promise<DatabaseUnderTest> {
    const place = { dataDir: join(directory, name), journal: join(directory, `${name}-journal`), library }
    const server = new EmbeddedServer({ dataDir: place.dataDir })
    await server.start()
    const database = new DatabaseUnderTest(server, place)
    // However this process ends, PostgreSQL ends with it, before its directory is removed.
    process.prependOnceListener('exit', () => killDatabase(database.layout))
    try {
      await withClient(database.connections.role, (client) => client.query(SCHEMA))
    } finally {
      await server.stop()
    }
    requireInterposed(database.postgresCommand()[0] ?? '')
    return database
  }

  /** `postgres` and its arguments, as PostgreSQL noted them at its last start. */
  postgresCommand(): readonly string[] {
    const options = readFileSync(join(this.layout.cluster, 'postmaster.opts'), 'utf8').trim()
    const begin = options.indexOf(' "')
    return [options.slice(0, begin), ...options.slice(begin + 2, -1).split('" "')]
  }

  /** Empties the journal. Before each start with the library. */
  prepareJournal(): void {
    prepareJournal({ tree: this.layout.cluster, journal: this.#journal })
  }

  /** Kills the writer and all of PostgreSQL, and undoes unsynced changes: all of them, or a part with `random`. */
  async cutPower(writer: Writer, random?: () => number): Promise<Unsynced> {
    // PostgreSQL first: it would finish its work while its processes are searched.
    const killed = killDatabase(this.layout)
    writer.kill()
    await awaitEnd(this.layout, killed)
    await writer.ended()
    return this.undo(writer, random)
  }

  /** As `cutPower`, after the writer has stopped the database. */
  undo(writer: Writer, random?: () => number): Unsynced {
    this.#acknowledged = this.#acknowledged.map((n, client) => Math.max(n, writer.acknowledged[client] ?? 0))
    return undoUnsynced({ tree: this.layout.cluster, journal: this.#journal }, random)
  }

  /** Starts the database without the library, reads everything, and stops it. */
  async verify(): Promise<Verdict> {
    const server = new EmbeddedServer({ dataDir: this.dataDir })
    await server.start()
    try {
      const superuser = server.connection('superuser')
      const verdict = await withClient(superuser, (client) => verify(client, this.#acknowledged))
      this.#acknowledged = verdict.present
      return verdict
    } finally {
      await server.stop()
    }
  }
}

async function withClient<T>(to: EmbeddedConnection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...to })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
