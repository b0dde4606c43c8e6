import { ProblemError } from '@tributary/core'
import type pg from 'pg'
import { databaseErrors, UNAVAILABLE_DETAIL } from '../database-errors.ts'
import type { DatabaseLogger } from '../database-logger.ts'
import { DiskGuard, freeBytesOf, roomIn } from './disk-guard.ts'
import { DiskReserve } from './disk-reserve.ts'
import type { EmbeddedConnection } from './embedded-connection.ts'
import type { EmbeddedServer } from './embedded-server.ts'

export interface EmbeddedBackendOptions {
  readonly server: EmbeddedServer
  readonly logger: () => DatabaseLogger
}

/** The embedded server behind the pool of this process, with the guard of its disk. */
export class EmbeddedBackend {
  readonly #server: EmbeddedServer
  readonly #logger: () => DatabaseLogger
  #guard: DiskGuard | undefined

  constructor({ server, logger }: EmbeddedBackendOptions) {
    this.#server = server
    this.#logger = logger
  }

  /** Starts or joins the server. The pool was handed out before the socket and the password were known, and has not connected yet. */
  async open(pool: pg.Pool): Promise<void> {
    const server = this.#server
    await server.start()
    pointPool(pool, server.connection())
    this.#guard = new DiskGuard({
      freeBytes: () => freeBytesOf(server.layout.home),
      connection: () => server.connection('superuser'),
      logger: this.#logger,
      reserve: new DiskReserve(server.layout.home),
    })
    // An earlier process may have left the database read-only although there is room again.
    await this.#guard.lookNow()
    this.#guard.start()
  }

  /** Starts the server again if it does not run. Another process may have done so, with another socket. */
  async revive(pool: pg.Pool): Promise<void> {
    try {
      await this.#server.ensure()
    } catch (error) {
      throw new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
        detail: UNAVAILABLE_DETAIL,
        cause: error,
        headers: { 'retry-after': '5' },
      })
    }
    pointPool(pool, this.#server.connection())
  }

  /** Restarts a lost server immediately instead of at the next query. That query reports a failure. */
  async restart(): Promise<void> {
    try {
      await this.#server.ensure()
    } catch {
      // Reported by the query.
    }
  }

  /** The bytes that can be written before the database becomes read-only. */
  room(): Promise<number> {
    return roomIn(this.#server.layout.home)
  }

  logTo(logger: DatabaseLogger): void {
    this.#server.logTo(logger)
  }

  /** Before the connections are closed. */
  async stopGuard(): Promise<void> {
    await this.#guard?.stop()
  }

  /** Leaves the server, which stops with its last process. */
  async stop(): Promise<void> {
    await this.#server.stop()
  }
}

/** Sets the options of the pool's next connections. */
function pointPool(pool: pg.Pool, { password, ...rest }: EmbeddedConnection): void {
  Object.assign(pool.options, rest)
  // Hidden from whatever prints the pool, as `pg` does it.
  Object.defineProperty(pool.options, 'password', { value: password, enumerable: false, configurable: true })
}
