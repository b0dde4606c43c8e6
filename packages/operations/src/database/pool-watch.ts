/** The members of `pg.Pool` that are read. */
export interface WatchedPool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { readonly max: number }
}

/** The sampling interval. A pool that is free only between two samples still counts as exhausted. */
const LOOK_MILLISECONDS = 500

/** Whether the next query has to wait for a connection. */
export function isFull(pool: WatchedPool): boolean {
  return pool.idleCount === 0 && pool.totalCount >= pool.options.max
}

/** Measures how long all connections of the pool have been in use while queries waited for one. */
export class PoolWatch {
  readonly #pool: () => WatchedPool
  readonly #now: () => number
  #timer: NodeJS.Timeout | undefined
  #since: number | undefined

  /** `now`: milliseconds of a monotonic clock. */
  constructor(pool: () => WatchedPool, now: () => number = () => performance.now()) {
    this.#pool = pool
    this.#now = now
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MILLISECONDS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Takes one sample. */
  look(): void {
    const pool = this.#pool()
    if (isFull(pool) && pool.waitingCount > 0) this.#since ??= this.#now()
    else this.#since = undefined
  }

  /** Milliseconds since the pool became exhausted; 0 if it is not. */
  exhaustedSeconds(): number {
    this.look()
    return this.#since === undefined ? 0 : (this.#now() - this.#since) / 1000
  }
}
