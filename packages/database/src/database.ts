import { serviceKey } from '@tributary/core'
import type { Compilable, Kysely, Transaction } from 'kysely'
import type pg from 'pg'
import type { AppliedMigration, MigrationContribution } from './migrations.ts'
import type { ReplicaFault } from './replica/check-replica.ts'
import type { WorkUnit, WorkUnitOptions } from './work-unit.ts'

/** A row as the texts that PostgreSQL writes for its columns, in their order. */
export type TextRow = readonly (string | null)[]

/** The database as every plugin sees it: the same driver and dialect for both modes. */
export interface Database {
  /** `embedded`: a PostgreSQL that this process starts and shares. `postgres`: the server of `DATABASE_URL`. */
  readonly mode: 'embedded' | 'postgres'
  /** For libraries that bring their own SQL. Own queries go through `tables` or `transaction`. */
  readonly pool: pg.Pool
  /**
   * The shared Kysely instance, typed with the caller's own tables.
   *
   * @example
   * const db = context.getService(database).tables<LibraryTables>()
   * await db.selectFrom('media_items').selectAll().where('user_id', '=', userId).execute()
   */
  tables<T>(): Kysely<T>
  /**
   * As `tables`, for the lists and charts of a request that only reads: its statements may run on the replica of `DATABASE_READ_URL`, and
   * see at least what the sender of the request has written. In all other work, and without a replica, it is `tables`. It has no
   * transactions.
   *
   * @example
   * const items = await listItems(database.reading<LibraryTables>(), query)
   */
  reading<T>(): Kysely<T>
  /** The read replica, if there is one. */
  readonly replica: { readonly fault: ReplicaFault | undefined } | undefined
  /**
   * Resolves when a read by any process sees what is committed now, also one that goes to the replica; at once without a replica. For what
   * tells others to read, such as an event.
   */
  caughtUp(): Promise<void>
  /**
   * Runs a query whose values are only passed on: without an object for each row and a value for each column, which take longer than
   * reading them. `textPages` reads many.
   *
   * @example
   * await database.textRows(db.selectFrom('notes').select(['id', 'at'])) // [['1', '2026-03-01 12:00:00+00']]
   */
  textRows(query: Compilable): Promise<readonly TextRow[]>
  /**
   * Runs work in one transaction: committed when its promise resolves, rolled back when it rejects.
   * Inside, only `trx` may be used (anything else throws `DATABASE_POOL_IN_TRANSACTION`), and nothing is awaited that
   * is not the database, since its locks and its connection are held meanwhile.
   *
   * @example
   * await database.transaction<LibraryTables, void>(async (trx) => {
   *   await trx.insertInto('media_items').values(item).execute()
   * })
   */
  transaction<T, R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R>
  /**
   * Makes a unit of work: where it is the current one (`setUnit`), all transactions of the context are one, from the first
   * of them to `commit`. Nothing is awaited in between that is not the database.
   */
  unit<T>(options: WorkUnitOptions<T>): WorkUnit<T>
  /**
   * Runs work when what was written before is committed: at once, or at the end of the current unit of work. For what makes
   * others look at the data, such as waking a worker.
   */
  afterCommit(work: () => void): void
  /**
   * Runs work that sends the same few statements again and again, such as a worker's: PostgreSQL parses and plans each of them once for a
   * connection. Only for statements whose best plan does not depend on the values: those that find rows by a key.
   */
  repeating<R>(work: () => R): R
  /**
   * Reads a page of each table. Resolves when the database answers; rejects with a `ProblemError` within about 3 s if
   * it does not, or if a table cannot be read. `client`: a connected client to use when the pool has no free
   * connection.
   */
  check(client?: pg.ClientBase): Promise<void>
  /**
   * Compares the applied migrations with those that this process knows. Another process of a newer version may have
   * migrated meanwhile: see `SchemaState`.
   */
  readSchema(): Promise<SchemaState>
  /**
   * The bytes that can be written before the database becomes read-only because its disk is nearly full; negative
   * when it is read-only. `undefined` for a server of `DATABASE_URL`, whose disk is not visible to this process.
   */
  room(): Promise<number | undefined>
  /** The migrations that ran since this process opened the database. */
  readonly appliedMigrations: readonly AppliedMigration[]
  /** Runs the pending migrations of each contribution, in the given order. The plugin's `start` calls it. */
  migrate(contributions: readonly MigrationContribution[]): Promise<readonly AppliedMigration[]>
}

/** How the schema of the database is related to the code of this process. */
export interface SchemaState {
  /** The number of applied migrations. It grows with each, so comparing counts detects a change. */
  readonly applied: number
  /** The migrations that this version does not know. If there are any, this process must not use the data. */
  readonly newer: readonly AppliedMigration[]
}

/** A database with its lifecycle, for the plugin, the CLI and tests. */
export interface ManagedDatabase extends Database {
  /** Opens the database: starts or joins the embedded server, or connects to the given one. Call it once. */
  open(): Promise<void>
  /** Closes every connection and leaves the embedded server, which stops with its last process. Safe to call twice. */
  close(): Promise<void>
}

/** The service `database`. */
export const database = serviceKey<Database>('database')
