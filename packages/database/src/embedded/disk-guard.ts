import { statfs } from 'node:fs/promises'
import type pg from 'pg'
import type { DatabaseLogger } from '../database-logger.ts'
import { sqlState } from '../sqlstate.ts'
import type { DiskReserve } from './disk-reserve.ts'
import type { EmbeddedConnection } from './embedded-connection.ts'
import { withClient } from './with-client.ts'

const INTERVAL = 1_000
const CONNECT_LIMIT = 5_000
/**
 * The most that the fastest measured writer fills in two intervals, including the write-ahead log and a checkpoint.
 */
const LEAST_FREE_BYTES = 128 * 1024 * 1024
/** Higher, so that the database does not flap at the limit. */
const ENOUGH_FREE_BYTES = 192 * 1024 * 1024
const DISK_FULL = '53100'

export interface DiskGuardOptions {
  /** Free bytes of the database's disk, and a superuser's connection to it. */
  readonly freeBytes: () => Promise<number>
  readonly connection: () => EmbeddedConnection
  readonly logger: () => DatabaseLogger
  /** For a disk that fills before the guard checks it. */
  readonly reserve: Pick<DiskReserve, 'keep' | 'give'>
}

/**
 * Makes the embedded database read-only while its disk is nearly full: writes fail with SQLSTATE 25006, reads
 * continue. PostgreSQL refuses a write when a table file has no room, but panics when the write-ahead log has none,
 * and does not start until there is room.
 *
 * Each process of the database runs a guard; its actions are idempotent.
 */
export class DiskGuard {
  readonly #options: DiskGuardOptions
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  /** `undefined` before the first check: an earlier process may have left the database read-only. */
  #readOnly: boolean | undefined

  constructor(options: DiskGuardOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => void this.lookNow(), INTERVAL).unref()
  }

  /** Checks the disk, unless a check is running. Never rejects: failures are logged and retried. */
  lookNow(): Promise<void> {
    this.#looking ??= this.look()
      .catch((error: unknown) => this.#options.logger().warn({ err: error }, 'disk check failed'))
      .finally(() => {
        this.#looking = undefined
      })
    return this.#looking
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
    // The guards of other processes recreate the reserve. A leftover file is harmless.
    await this.#options.reserve.give().catch((error: unknown) => {
      this.#options.logger().warn({ err: error }, 'removing the disk reserve failed')
    })
  }

  /**
   * Compares once and acts. The limit depends on the state of the database, which another process may have changed.
   */
  async look(): Promise<void> {
    const free = await this.#options.freeBytes()
    const hasRoom = free >= ENOUGH_FREE_BYTES
    if (!hasRoom || this.#readOnly !== false) await this.#compare(free)
    if (hasRoom) await this.#options.reserve.keep()
  }

  async #compare(free: number): Promise<void> {
    await withClient(connectable(this.#options.connection()), async (client) => {
      const before = await isReadOnly(client)
      const low = free < (before ? ENOUGH_FREE_BYTES : LEAST_FREE_BYTES)
      if (low !== before) await this.#set(client, low)
      this.#readOnly = low
      if (low !== before) this.#report(low, free)
    })
  }

  async #set(client: pg.Client, low: boolean): Promise<void> {
    try {
      await setReadOnly(client, low)
    } catch (error) {
      if (sqlState(error) !== DISK_FULL) throw error
      await this.#options.reserve.give()
      await setReadOnly(client, low)
    }
  }

  #report(low: boolean, free: number): void {
    const logger = this.#options.logger()
    if (low) logger.error({ free }, 'disk nearly full: database set to read-only')
    else logger.info({ free }, 'disk space recovered: database writable again')
  }
}

/** Bytes that this user may still write to the disk of a directory. */
export async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}

/** The bytes that can be written to a directory's disk before the guard makes the database read-only. */
export async function roomIn(directory: string): Promise<number> {
  return (await freeBytesOf(directory)) - LEAST_FREE_BYTES
}

/** A server that hangs must not keep this process from stopping. */
function connectable(connection: EmbeddedConnection) {
  return { ...connection, connectionTimeoutMillis: CONNECT_LIMIT }
}

async function isReadOnly(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ value: string }>(
    `select current_setting('default_transaction_read_only') as value`,
  )
  return rows[0]?.value === 'on'
}

/** A server-wide setting, which also applies to open sessions. */
async function setReadOnly(client: pg.Client, readOnly: boolean): Promise<void> {
  await client.query(
    readOnly
      ? 'alter system set default_transaction_read_only = on'
      : 'alter system reset default_transaction_read_only',
  )
  await client.query('select pg_reload_conf()')
}
