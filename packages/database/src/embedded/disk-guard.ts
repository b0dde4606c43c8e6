import { statfs } from 'node:fs/promises'
import type pg from 'pg'
import type { DatabaseLogger } from '../database-logger.ts'

const INTERVAL = 1_000
/** What the fastest writer measured fills in two intervals, write-ahead log included, with room for a checkpoint. */
const LEAST_FREE = 128 * 1024 * 1024
/** Higher, so that the database does not flutter at the edge. */
const ENOUGH_FREE = 192 * 1024 * 1024

/**
 * Makes an embedded database read-only while its disk is nearly full: writes are refused with SQLSTATE 25006 and reads
 * go on. Were the disk to fill up, PostgreSQL would panic at its write-ahead log and could not even start to be read.
 */
export class DiskGuard {
  readonly #pool: pg.Pool
  readonly #freeBytes: () => Promise<number>
  readonly #logger: () => DatabaseLogger
  #timer: NodeJS.Timeout | undefined
  #readOnly = false
  #looking: Promise<void> | undefined

  constructor(options: { pool: pg.Pool; freeBytes: () => Promise<number>; logger: () => DatabaseLogger }) {
    this.#pool = options.pool
    this.#freeBytes = options.freeBytes
    this.#logger = options.logger
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.look()
        .catch((error: unknown) => this.#logger().warn({ err: error }, 'looking after the disk failed'))
        .finally(() => {
          this.#looking = undefined
        })
    }, INTERVAL)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Compares once and acts. */
  async look(): Promise<void> {
    const free = await this.#freeBytes()
    const low = free < (this.#readOnly ? ENOUGH_FREE : LEAST_FREE)
    if (!low && !this.#readOnly) return
    // PGlite is one session, so this holds for whoever connects; said again each time, since a restart forgets it.
    await this.#pool.query(`set default_transaction_read_only = ${low ? 'on' : 'off'}`)
    if (low === this.#readOnly) return
    this.#readOnly = low
    if (low)
      this.#logger().error({ free }, 'the disk is nearly full: the database is read-only until there is room')
    else this.#logger().info({ free }, 'the disk has room again: the database takes changes')
  }
}

/** Bytes that this user may still write to the disk of a directory. */
export async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}
