import { setTimeout as delay } from 'node:timers/promises'
import { ProblemError } from '@tributary/core'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { ManagedDatabase } from './database.ts'
import { databaseErrors } from './database-errors.ts'
import { type DatabaseLogger, silentLogger } from './database-logger.ts'
import { DiskGuard, freeBytesOf } from './embedded/disk-guard.ts'
import { EmbeddedError } from './embedded/embedded-error.ts'
import { type EmbeddedConnection, EmbeddedServer } from './embedded/embedded-server.ts'
import { createGuardedPool, type GuardedPool } from './guarded-pool.ts'
import { migrate } from './migrate.ts'
import type { AppliedMigration, MigrationContribution } from './migrations.ts'
import { isConnectionLost, sqlState } from './sqlstate.ts'

/** Where the database is and how it is spoken to. Times in milliseconds. */
export interface DatabaseOptions {
  /** A `postgres://` URL. Without it, the embedded database in `dataDir` is used. */
  readonly databaseUrl?: string | undefined
  /** The server's data directory; the embedded database lives in its `postgres`. */
  readonly dataDir: string
  /** The most connections of this process. Default 10. */
  readonly poolSize?: number | undefined
  /** How long a query waits for a connection. Default 10 s. */
  readonly connectTimeout?: number | undefined
  /** PostgreSQL cancels longer statements. Default 60 s; 0 for never. */
  readonly statementTimeout?: number | undefined
  /** How long the start waits for a PostgreSQL server that is not up yet. Default 10 s. */
  readonly startTimeout?: number | undefined
  readonly logger?: DatabaseLogger | undefined
  /** An embedded database of that data directory which is starting already: what `beginEmbedded` gave. */
  readonly embedded?: EmbeddedServer | undefined
}

const CHECK_LIMIT = 3_000
const DRAIN_LIMIT = 2_500
const OLDEST_SERVER = 150_000
/** SQLSTATE of a wrong user or password, of a database that does not exist, of one that the user may not connect to. */
const ACCESS_REFUSED = /^(28|3D000|42501)/

/** Makes a database. Nothing is opened before `open`; its pool and Kysely can be handed out already. */
export function createDatabase(options: DatabaseOptions): DatabaseHandle {
  return new DatabaseHandle(options)
}

/** The one implementation for both modes, which differ in the server at the other end of the pool. */
export class DatabaseHandle implements ManagedDatabase {
  readonly mode: 'embedded' | 'postgres'
  readonly #options: DatabaseOptions
  readonly #server: EmbeddedServer | undefined
  readonly #guarded: GuardedPool
  readonly #kysely: Kysely<unknown>
  #diskGuard: DiskGuard | undefined
  #closing: Promise<void> | undefined
  readonly #applied: AppliedMigration[] = []
  #logger: DatabaseLogger

  constructor(options: DatabaseOptions) {
    this.#options = options
    this.#logger = options.logger ?? silentLogger
    this.mode = options.databaseUrl === undefined ? 'embedded' : 'postgres'
    if (this.mode === 'embedded') this.#server = options.embedded ?? new EmbeddedServer(options)
    if (options.logger !== undefined) this.#server?.logTo(options.logger)
    const server = this.#server
    this.#guarded = createGuardedPool(poolConfig(options), {
      onError: (error) => this.#handleLostConnection(error),
      revive: server === undefined ? undefined : () => this.#revive(server),
    })
    this.#kysely = new Kysely({ dialect: new PostgresDialect({ pool: this.#guarded.pool }) })
  }

  /** The plugin gives it the kernel's logger. */
  logTo(logger: DatabaseLogger): void {
    this.#logger = logger
    this.#server?.logTo(logger)
  }

  get pool(): pg.Pool {
    return this.#guarded.pool
  }

  tables<T>(): Kysely<T> {
    // Types only: the instance knows no tables, each caller sees it with its own.
    return this.#kysely as unknown as Kysely<T>
  }

  transaction<T, R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R> {
    return this.tables<T>()
      .transaction()
      .execute((trx) => this.#guarded.inTransaction(() => work(trx)))
  }

  async check(): Promise<void> {
    const timer = new AbortController()
    const late = delay(CHECK_LIMIT, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const)
    // `query_timeout` frees the connection of a server that hangs; the race covers the wait for a connection.
    const query = { text: 'select 1', query_timeout: CHECK_LIMIT } as pg.QueryConfig
    const answer = this.pool.query(query).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    const outcome = await Promise.race([answer, late])
    timer.abort()
    if (outcome === undefined) return
    throw new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
      cause: outcome === 'late' ? new Error(`no answer within ${CHECK_LIMIT} ms`) : outcome.error,
      headers: { 'retry-after': '5' },
    })
  }

  get appliedMigrations(): readonly AppliedMigration[] {
    return this.#applied
  }

  async migrate(contributions: readonly MigrationContribution[]): Promise<readonly AppliedMigration[]> {
    const applied = await migrate(this.#kysely, contributions)
    this.#applied.push(...applied)
    return applied
  }

  async open(): Promise<void> {
    try {
      if (this.#server !== undefined) await this.#useEmbedded(this.#server)
      await this.#connect()
    } catch (error) {
      await this.close()
      throw toProblem(error)
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    // Waits for queries that run, but no connection that somebody keeps may keep the server from stopping.
    await this.#diskGuard?.stop()
    await Promise.race([this.pool.end(), delay(DRAIN_LIMIT, undefined, { ref: false })])
    await this.#server?.stop()
  }

  #handleLostConnection(lost: Error): void {
    if (this.#closing !== undefined) return
    this.#logger.warn({ err: lost }, 'a database connection was lost')
    void this.#restartEmbedded()
  }

  /** Now, and not only when the next query asks for a connection. That query reports what fails. */
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
    })
    // An earlier process may have left it read-only, and there is room by now.
    await this.#diskGuard.lookNow()
    this.#diskGuard.start()
  }

  /** The server may have been started again by another process, with another socket. */
  async #revive(server: EmbeddedServer): Promise<void> {
    try {
      await server.ensure()
    } catch (error) {
      throw new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
        cause: error,
        headers: { 'retry-after': '5' },
      })
    }
    pointPool(this.pool, server.connection())
  }

  /** Waits for a server that is still starting, as one does that was started together with this process. */
  async #connect(): Promise<void> {
    const until = performance.now() + (this.#options.startTimeout ?? 10_000)
    for (;;) {
      try {
        return await this.#checkVersion()
      } catch (error) {
        const wait = isConnectionLost(error) && !isRefused(error) && performance.now() <= until
        if (!wait) throw this.#unusable(error)
        await delay(250)
      }
    }
  }

  /** What an operator has to look at: the address, and not the password in it. */
  #unusable(error: unknown): unknown {
    const refused = isRefused(error)
    if (this.#options.databaseUrl === undefined || !(refused || isConnectionLost(error))) return error
    // Not connected: it knows what a URL leaves to defaults.
    const { user, host, port, database } = new pg.Client({ connectionString: this.#options.databaseUrl })
    const server = `PostgreSQL at ${host}:${port}`
    const reason = reasonOf(error)
    if (refused) {
      return new ProblemError(databaseErrors.DATABASE_REFUSED, {
        detail: `${server} gives no access to the database "${database}" as "${user}" (${reason}). Is DATABASE_URL right?`,
        cause: error,
      })
    }
    return new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
      detail: `${server} cannot be reached (${reason}). Is it running, and is DATABASE_URL right?`,
      cause: error,
    })
  }

  async #checkVersion(): Promise<void> {
    const { rows } = await this.pool.query<{ number: number; name: string }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
    )
    const [version] = rows
    if (version !== undefined && version.number >= OLDEST_SERVER) return
    throw new ProblemError(databaseErrors.DATABASE_TOO_OLD, {
      detail: `DATABASE_URL leads to PostgreSQL ${version?.name}; version 15 or newer is needed.`,
    })
  }
}

/** The server is up and will say the same again: the pool calls any connection that it cannot make unavailable. */
function isRefused(error: unknown): boolean {
  return ACCESS_REFUSED.test(sqlState(error) ?? '')
}

/** A name of several addresses fails with one error for each, and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof ProblemError && error.cause !== undefined) return reasonOf(error.cause)
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

/** What the pool's next connections are made with. */
function pointPool(pool: pg.Pool, { password, ...rest }: EmbeddedConnection): void {
  Object.assign(pool.options, rest)
  // Hidden from whatever prints the pool, as `pg` does it.
  Object.defineProperty(pool.options, 'password', { value: password, enumerable: false, configurable: true })
}

function toProblem(error: unknown): unknown {
  if (!(error instanceof EmbeddedError)) return error
  return new ProblemError(databaseErrors[error.code], { detail: error.message, cause: error })
}

function poolConfig(options: DatabaseOptions): pg.PoolConfig {
  const connectionTimeoutMillis = options.connectTimeout ?? 10_000
  const statementTimeout = options.statementTimeout ?? 60_000
  return {
    ...(options.databaseUrl === undefined ? {} : { connectionString: options.databaseUrl }),
    application_name: 'tributary',
    max: options.poolSize ?? 10,
    connectionTimeoutMillis,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(statementTimeout > 0
      ? { statement_timeout: statementTimeout, idle_in_transaction_session_timeout: statementTimeout }
      : {}),
  }
}
