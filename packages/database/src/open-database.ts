import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { currentUnit, recordWrite } from '@tributary/core'
import { type Compilable, Kysely, PostgresDialect, type Transaction } from 'kysely'
import type pg from 'pg'
import { checkTables } from './check-tables.ts'
import type { ManagedDatabase, SchemaState, TextRow } from './database.ts'
import { type DatabaseLogger, silentLogger } from './database-logger.ts'
import { EmbeddedBackend } from './embedded/embedded-backend.ts'
import { EmbeddedServer } from './embedded/embedded-server.ts'
import { createGuardedPool, type GuardedPool } from './guarded-pool.ts'
import { migrate, readApplied } from './migrate.ts'
import type { AppliedMigration, MigrationContribution } from './migrations.ts'
import { type AppliedByPlugin, knownMigrations, newerMigrations } from './newer-schema.ts'
import { openProblem } from './open-problems.ts'
import { OutageLog } from './outage-log.ts'
import type { Clock } from './replica/clock.ts'
import { type PreparingPoolConfig, ReadReplica } from './replica/read-replica.ts'
import { awaitServer } from './session/await-server.ts'
import { problemOfServer } from './session/check-server.ts'
import { nameRepeated } from './session/name-repeated.ts'
import { prepareSession } from './session/prepare-session.ts'
import { sessionSettings } from './session/session-settings.ts'
import { tableRead } from './table-read.ts'
import { WorkUnit, type WorkUnitOptions } from './work-unit.ts'

/** The location and connection settings of the database. Times in milliseconds. */
export interface DatabaseOptions {
  /** A `postgres://` URL. Without it, the embedded database in `dataDir` is used. */
  readonly databaseUrl?: string | undefined
  /** The `postgres://` URL of a streaming standby of that server, for reads of requests. Default: none. */
  readonly databaseReadUrl?: string | undefined
  /** The clock of the reads there. Default: the real one. */
  readonly clock?: Clock | undefined
  /** The server's data directory; the embedded database lives in its `postgres`. */
  readonly dataDir: string
  /** The most connections of this process. Default 10. */
  readonly poolSize?: number | undefined
  /** The most statements of expensive requests that run at once. Default: as many as there are processors, at least 2. */
  readonly expensiveStatements?: number | undefined
  /** How long a query waits for a connection. Default 10 s. */
  readonly connectTimeout?: number | undefined
  /** PostgreSQL cancels longer statements. Default 60 s; 0 for never. */
  readonly statementTimeout?: number | undefined
  /** How long the start waits for a PostgreSQL server that is not up yet. Default 10 s. */
  readonly startTimeout?: number | undefined
  readonly logger?: DatabaseLogger | undefined
  /** An embedded database of that data directory that is already starting: the result of `beginEmbedded`. */
  readonly embedded?: EmbeddedServer | undefined
}

const DRAIN_LIMIT = 2_500
const AS_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text }

/** Creates a database. Nothing is opened before `open`; its pool and Kysely instance are available immediately. */
export function createDatabase(options: DatabaseOptions): DatabaseHandle {
  return new DatabaseHandle(options)
}

/** The implementation for both modes, which differ only in the server behind the pool. */
export class DatabaseHandle implements ManagedDatabase {
  readonly mode: 'embedded' | 'postgres'
  readonly #options: DatabaseOptions
  readonly #embedded: EmbeddedBackend | undefined
  readonly #guarded: GuardedPool
  readonly #kysely: Kysely<unknown>
  readonly #outages: OutageLog
  readonly #replica: ReadReplica | undefined
  #pooled = false
  #tableRead = 'select 1'
  #closing: Promise<void> | undefined
  readonly #repeating = new AsyncLocalStorage<boolean>()
  readonly #applied: AppliedMigration[] = []
  #known: AppliedByPlugin = new Map()
  #logger: DatabaseLogger

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.#logger = options.logger ?? silentLogger
    this.mode = options.databaseUrl === undefined ? 'embedded' : 'postgres'
    if (this.mode === 'embedded')
      this.#embedded = new EmbeddedBackend({
        server: options.embedded ?? new EmbeddedServer(options),
        logger: () => this.#logger,
      })
    if (options.logger !== undefined) this.#embedded?.logTo(options.logger)
    const embedded = this.#embedded
    this.#outages = new OutageLog({ logger: () => this.#logger })
    this.#guarded = createGuardedPool(this.#poolConfig(), {
      outages: this.#outages,
      onLost: (error) => this.#handleLostConnection(error),
      expensiveStatements: options.expensiveStatements,
      revive: embedded === undefined ? undefined : () => embedded.revive(this.pool),
    })
    this.#kysely = new Kysely({ dialect: new PostgresDialect({ pool: this.#guarded.pool }) })
    const { databaseUrl: primaryUrl, databaseReadUrl: replicaUrl } = options
    if (primaryUrl !== undefined && replicaUrl !== undefined)
      this.#replica = new ReadReplica({
        primaryUrl,
        replicaUrl,
        poolConfig: this.#poolConfig(),
        primary: this.#guarded,
        logger: () => this.#logger,
        expensiveStatements: options.expensiveStatements,
        clock: options.clock,
      })
  }

  /** The plugin sets the kernel's logger. */
  logTo(logger: DatabaseLogger): void {
    this.#logger = logger
    this.#embedded?.logTo(logger)
  }

  get pool(): pg.Pool {
    return this.#guarded.pool
  }

  tables<T>(): Kysely<T> {
    // Types only: each caller sees the instance with its own tables.
    return this.#kysely as unknown as Kysely<T>
  }

  reading<T>(): Kysely<T> {
    return (this.#replica?.kysely ?? this.#kysely) as unknown as Kysely<T>
  }

  get replica(): ReadReplica | undefined {
    return this.#replica
  }

  async caughtUp(): Promise<void> {
    await this.#replica?.caughtUp()
  }

  async textRows(query: Compilable): Promise<readonly TextRow[]> {
    const { sql, parameters } = query.compile()
    const { rows } = await this.pool.query<(string | null)[]>({
      text: sql,
      values: [...parameters],
      rowMode: 'array',
      types: AS_TEXT,
    })
    return rows
  }

  async transaction<T, R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R> {
    recordWrite()
    await openUnit()?.begin()
    return this.tables<T>()
      .transaction()
      .execute((trx) => this.#guarded.inTransaction(() => work(trx)))
  }

  unit<T>(options: WorkUnitOptions<T>): WorkUnit<T> {
    return new WorkUnit<T>(
      {
        connect: () => this.#guarded.connect(),
        kyselyOver: (connect) =>
          // The pool of the dialect, as far as Kysely uses it.
          new Kysely({ dialect: new PostgresDialect({ pool: { connect, end: async () => {} } as never }) }),
      },
      options,
    )
  }

  repeating<R>(work: () => R): R {
    return this.#repeating.run(true, work)
  }

  afterCommit(work: () => void): void {
    const unit = openUnit()
    if (unit?.isOpen) unit.afterwards(work)
    else work()
  }

  check(client: Pick<pg.ClientBase, 'query'> = this.pool): Promise<void> {
    return checkTables(client, this.#tableRead)
  }

  get appliedMigrations(): readonly AppliedMigration[] {
    return this.#applied
  }

  async readSchema(): Promise<SchemaState> {
    const applied = await readApplied(this.#kysely)
    const count = [...applied.values()].reduce((sum, names) => sum + names.length, 0)
    return { applied: count, newer: newerMigrations(this.#known, applied) }
  }

  async migrate(contributions: readonly MigrationContribution[]): Promise<readonly AppliedMigration[]> {
    this.#known = knownMigrations(contributions)
    const applied = await migrate(this.#kysely, contributions, { isPooled: this.#pooled })
    this.#applied.push(...applied)
    this.#tableRead = await tableRead(this.pool)
    await this.#replica?.requirePresent()
    return applied
  }

  async open(): Promise<void> {
    try {
      await this.#embedded?.open(this.pool)
      await this.#connect()
      await this.#replica?.open()
    } catch (error) {
      await this.close()
      throw openProblem(error)
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    // Waits for running queries, but a connection that is never released must not keep the server from stopping.
    await this.#embedded?.stopGuard()
    const drained = Promise.all([this.pool.end(), this.#replica?.close()])
    await Promise.race([drained, delay(DRAIN_LIMIT, undefined, { ref: false })])
    await this.#embedded?.stop()
  }

  #handleLostConnection(lost: Error): void {
    if (this.#closing !== undefined) return
    this.#outages.recordLost(lost)
    void this.#embedded?.restart()
  }

  async room(): Promise<number | undefined> {
    return this.#embedded?.room()
  }

  #poolConfig(): PreparingPoolConfig {
    const { databaseUrl, connectTimeout = 10_000, statementTimeout = 60_000, poolSize = 10 } = this.#options
    const session = {
      settings: sessionSettings({ statementTimeout }),
      limit: connectTimeout,
      onPooler: () => {
        this.#pooled = true
      },
      onDirect: (client: pg.ClientBase) => nameRepeated(client, () => this.#repeating.getStore() === true),
    }
    return {
      ...(databaseUrl === undefined ? {} : { connectionString: databaseUrl }),
      application_name: 'tributary',
      max: poolSize,
      connectionTimeoutMillis: connectTimeout,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // pg awaits it before the connection is handed out.
      onConnect: (client) => prepareSession(client, session),
    }
  }

  async #connect(): Promise<void> {
    const { databaseUrl, startTimeout = 10_000 } = this.#options
    const facts = await awaitServer(this.pool, { databaseUrl, startTimeout })
    // Not checked for the embedded database: this server created it, and it is read-only while its disk is full.
    const problem = databaseUrl === undefined || facts === undefined ? undefined : problemOfServer(facts)
    if (problem !== undefined) throw problem
    if (this.#pooled) {
      this.#logger.info({}, 'database pooler detected: settings are sent with each transaction')
    }
  }
}

function openUnit(): WorkUnit | undefined {
  const unit = currentUnit()
  return unit instanceof WorkUnit ? unit : undefined
}
