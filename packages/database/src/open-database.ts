import { setTimeout as delay } from 'node:timers/promises'
import { currentUnit, ProblemError } from '@tributary/core'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import type pg from 'pg'
import type { ManagedDatabase, SchemaState } from './database.ts'
import { databaseErrors, UNAVAILABLE_DETAIL } from './database-errors.ts'
import { type DatabaseLogger, silentLogger } from './database-logger.ts'
import { DiskGuard, freeBytesOf, roomIn } from './embedded/disk-guard.ts'
import { DiskReserve } from './embedded/disk-reserve.ts'
import type { EmbeddedConnection } from './embedded/embedded-connection.ts'
import { EmbeddedServer } from './embedded/embedded-server.ts'
import { createGuardedPool, type GuardedPool } from './guarded-pool.ts'
import { migrate, readApplied } from './migrate.ts'
import type { AppliedMigration, MigrationContribution } from './migrations.ts'
import { type AppliedByPlugin, knownMigrations, newerMigrations } from './newer-schema.ts'
import { checkProblem, openProblem } from './open-problems.ts'
import { OutageLog } from './outage-log.ts'
import { awaitServer } from './session/await-server.ts'
import { problemOfServer } from './session/check-server.ts'
import { prepareSession } from './session/prepare-session.ts'
import { sessionSettings } from './session/session-settings.ts'
import { tableRead } from './table-read.ts'
import { WorkUnit, type WorkUnitOptions } from './work-unit.ts'

/** The location and connection settings of the database. Times in milliseconds. */
export interface DatabaseOptions {
  /** A `postgres://` URL. Without it, the embedded database in `dataDir` is used. */
  readonly databaseUrl?: string | undefined
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

const CHECK_LIMIT = 3_000
const DRAIN_LIMIT = 2_500

/** Creates a database. Nothing is opened before `open`; its pool and Kysely instance are available immediately. */
export function createDatabase(options: DatabaseOptions): DatabaseHandle {
  return new DatabaseHandle(options)
}

/** The implementation for both modes, which differ only in the server behind the pool. */
export class DatabaseHandle implements ManagedDatabase {
  readonly mode: 'embedded' | 'postgres'
  readonly #options: DatabaseOptions
  readonly #server: EmbeddedServer | undefined
  readonly #guarded: GuardedPool
  readonly #kysely: Kysely<unknown>
  readonly #outages: OutageLog
  #pooled = false
  #tableRead = 'select 1'
  #diskGuard: DiskGuard | undefined
  #closing: Promise<void> | undefined
  readonly #applied: AppliedMigration[] = []
  #known: AppliedByPlugin = new Map()
  #logger: DatabaseLogger

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.#logger = options.logger ?? silentLogger
    this.mode = options.databaseUrl === undefined ? 'embedded' : 'postgres'
    if (this.mode === 'embedded') this.#server = options.embedded ?? new EmbeddedServer(options)
    if (options.logger !== undefined) this.#server?.logTo(options.logger)
    const server = this.#server
    this.#outages = new OutageLog({ logger: () => this.#logger })
    this.#guarded = createGuardedPool(this.#poolConfig(), {
      outages: this.#outages,
      onLost: (error) => this.#handleLostConnection(error),
      expensiveStatements: options.expensiveStatements,
      revive: server === undefined ? undefined : () => this.#revive(server),
    })
    this.#kysely = new Kysely({ dialect: new PostgresDialect({ pool: this.#guarded.pool }) })
  }

  /** The plugin sets the kernel's logger. */
  logTo(logger: DatabaseLogger): void {
    this.#logger = logger
    this.#server?.logTo(logger)
  }

  get pool(): pg.Pool {
    return this.#guarded.pool
  }

  tables<T>(): Kysely<T> {
    // Types only: each caller sees the instance with its own tables.
    return this.#kysely as unknown as Kysely<T>
  }

  async transaction<T, R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R> {
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

  afterCommit(work: () => void): void {
    const unit = openUnit()
    if (unit?.isOpen) unit.afterwards(work)
    else work()
  }

  async check(client: Pick<pg.ClientBase, 'query'> = this.pool): Promise<void> {
    const timer = new AbortController()
    const late = delay(CHECK_LIMIT, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const)
    // `query_timeout` frees the connection of a server that hangs; the race covers the wait for a connection.
    const query = { text: this.#tableRead, query_timeout: CHECK_LIMIT } as pg.QueryConfig
    const answer = client.query(query).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    const outcome = await Promise.race([answer, late])
    timer.abort()
    if (outcome === undefined) return
    throw checkProblem(outcome === 'late' ? new Error(`no answer within ${CHECK_LIMIT} ms`) : outcome.error)
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
    return applied
  }

  async open(): Promise<void> {
    try {
      if (this.#server !== undefined) await this.#useEmbedded(this.#server)
      await this.#connect()
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
    await this.#diskGuard?.stop()
    await Promise.race([this.pool.end(), delay(DRAIN_LIMIT, undefined, { ref: false })])
    await this.#server?.stop()
  }

  #handleLostConnection(lost: Error): void {
    if (this.#closing !== undefined) return
    this.#outages.recordLost(lost)
    void this.#restartEmbedded()
  }

  /** Restarts immediately instead of at the next query. That query reports a failure. */
  async #restartEmbedded(): Promise<void> {
    try {
      await this.#server?.ensure()
    } catch {
      // Reported by the query.
    }
  }

  async #useEmbedded(server: EmbeddedServer): Promise<void> {
    await server.start()
    // The pool was handed out before the socket and the password were known, and has not connected yet.
    pointPool(this.pool, server.connection())
    this.#diskGuard = new DiskGuard({
      freeBytes: () => freeBytesOf(server.layout.home),
      connection: () => server.connection('superuser'),
      logger: () => this.#logger,
      reserve: new DiskReserve(server.layout.home),
    })
    // An earlier process may have left the database read-only although there is room again.
    await this.#diskGuard.lookNow()
    this.#diskGuard.start()
  }

  async room(): Promise<number | undefined> {
    return this.#server === undefined ? undefined : roomIn(this.#server.layout.home)
  }

  /** Another process may have restarted the server, with another socket. */
  async #revive(server: EmbeddedServer): Promise<void> {
    try {
      await server.ensure()
    } catch (error) {
      throw new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
        detail: UNAVAILABLE_DETAIL,
        cause: error,
        headers: { 'retry-after': '5' },
      })
    }
    pointPool(this.pool, server.connection())
  }

  #poolConfig(): pg.PoolConfig {
    const { databaseUrl, connectTimeout = 10_000, statementTimeout = 60_000, poolSize = 10 } = this.#options
    const session = {
      settings: sessionSettings({ statementTimeout }),
      limit: connectTimeout,
      onPooler: () => {
        this.#pooled = true
      },
    }
    return {
      ...(databaseUrl === undefined ? {} : { connectionString: databaseUrl }),
      application_name: 'tributary',
      max: poolSize,
      connectionTimeoutMillis: connectTimeout,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // oxlint-disable-next-line typescript/no-misused-promises -- pg awaits it before the connection is handed out; its type says otherwise
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

/** Sets the options of the pool's next connections. */
function pointPool(pool: pg.Pool, { password, ...rest }: EmbeddedConnection): void {
  Object.assign(pool.options, rest)
  // Hidden from whatever prints the pool, as `pg` does it.
  Object.defineProperty(pool.options, 'password', { value: password, enumerable: false, configurable: true })
}
