import type { DatabaseLogger } from '../database-logger.ts'
import {
  faultOfReplica,
  PRIMARY_STATE,
  REPLICA_STATE,
  type ReplicaFault,
  type ServerState,
} from './check-replica.ts'
import { parsePosition, REPLAYED_POSITION } from './log-position.ts'
import { WatchConnection } from './watch-connection.ts'

/** How old the state that a replica shows may be. */
export const STALENESS_MILLISECONDS = 5_000
const LOOK_MILLISECONDS = 1_000

export interface ReplicaWatchOptions {
  readonly primaryUrl: string
  readonly replicaUrl: string
  readonly logger: () => DatabaseLogger
  /** Milliseconds of a monotonic clock. */
  readonly now?: (() => number) | undefined
}

/** A position of the primary: all that was committed before `at` lies before it. */
interface Sample {
  readonly at: number
  readonly position: bigint
}

const UNREACHABLE: ReplicaFault = {
  cause: 'the read replica cannot be reached, so that all reads go to the primary',
  cure: 'check that the PostgreSQL of DATABASE_READ_URL runs; it is used again by itself',
}
const BEHIND: ReplicaFault = {
  cause: 'the read replica is more than 5 s behind, so that all reads go to the primary',
  cure: 'check its replication (pg_stat_replication on the primary, pg_stat_wal_receiver on the replica); it is used again by itself',
}
const UNKNOWN: ReplicaFault = {
  cause:
    'the server of DATABASE_READ_URL or DATABASE_URL does not tell the position of its log, so that all reads go to the primary',
  cure: 'allow pg_control_system() and the functions of the log to their roles, or leave DATABASE_READ_URL out',
}

/**
 * Whether reads may go to the replica. Each second it compares the position of the primary with that of the replica: a replica is used only
 * while what it shows is at most five seconds old, so that other processes know when a commit is visible wherever they read.
 */
export class ReplicaWatch {
  readonly #options: ReplicaWatchOptions
  readonly #now: () => number
  readonly #primary: WatchConnection
  readonly #replica: WatchConnection
  #samples: Sample[] = []
  #freshUntil = Number.NEGATIVE_INFINITY
  #replayed = 0n
  #floor = 0n
  #started: string | undefined
  #fault: ReplicaFault | undefined = UNREACHABLE
  #down = new AbortController()
  #logged: string | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #looking: Promise<void> | undefined

  constructor(options: ReplicaWatchOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#primary = new WatchConnection(options.primaryUrl, () => {})
    this.#replica = new WatchConnection(options.replicaUrl, () => this.recordLost())
  }

  /** Why reads go to the primary; `undefined` while they go to the replica. */
  get fault(): ReplicaFault | undefined {
    if (this.#fault !== undefined) return this.#fault
    return this.#now() < this.#freshUntil && this.#replayed >= this.#floor ? undefined : BEHIND
  }

  /** When the watched server started: a connection to another one is refused. */
  get started(): string | undefined {
    return this.#started
  }

  /** How far the replica has certainly replayed. */
  get replayed(): bigint {
    return this.#replayed
  }

  /** Aborts when the replica can no longer be reached. */
  get down(): AbortSignal {
    return this.#down.signal
  }

  /** Looks now and each second from now on. Resolves to what makes the replica unusable for good, if anything does. */
  async start(): Promise<ReplicaFault | undefined> {
    await this.look()
    const later = async () => {
      await this.look()
      if (!this.#isClosed) this.#timer = setTimeout(() => void later(), LOOK_MILLISECONDS).unref()
    }
    if (!this.#isClosed) this.#timer = setTimeout(() => void later(), LOOK_MILLISECONDS).unref()
    const fault = this.#fault
    return fault === UNREACHABLE || fault === UNKNOWN ? undefined : fault
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#primary.close()
    this.#replica.close()
    this.#down.abort()
  }

  /** The replica must have replayed this before it is read again: the migrations of this start. */
  requireReplayed(position: bigint): void {
    if (position > this.#floor) this.#floor = position
  }

  /** A connection was lost or could not be made. The server may come back with an earlier state, so nothing of before counts. */
  recordLost(): void {
    if (this.#isClosed) return
    this.#reset(UNREACHABLE)
    this.#replica.disconnect()
    void this.look()
  }

  /** How far the replica has replayed now, at least. */
  recordReplayed(position: bigint): void {
    if (position > this.#replayed) this.#replayed = position
  }

  /** Asks the replica. */
  async readReplayed(): Promise<bigint> {
    const row = await this.#replica.read<{ position: string | null }>(
      `select (${REPLAYED_POSITION})::text as position`,
    )
    this.recordReplayed(parsePosition(row?.position) ?? 0n)
    return this.#replayed
  }

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #look(): Promise<void> {
    const at = this.#now()
    const primary = await this.#primary.read<ServerState>(PRIMARY_STATE).catch(() => undefined)
    let replica: ServerState | undefined
    try {
      replica = await this.#replica.read<ServerState>(REPLICA_STATE)
    } catch (error) {
      if (!this.#isClosed) this.#setFault(isRefusal(error) ? UNKNOWN : UNREACHABLE, error)
      return
    }
    // While the primary is away, the last samples count until they are too old.
    if (this.#isClosed || primary === undefined || replica === undefined) return
    const fault = faultOfReplica(primary, replica)
    const reached = parsePosition(replica.position)
    const position = parsePosition(primary.position)
    if (fault !== undefined || reached === undefined || position === undefined) {
      this.#setFault(fault ?? UNKNOWN)
      return
    }
    this.#take(replica.started, reached, { at, position })
  }

  #take(started: string, reached: bigint, sample: Sample): void {
    if (started !== this.#started || this.#fault !== undefined) {
      this.#started = started
      this.#samples = []
      this.#replayed = 0n
      this.#freshUntil = Number.NEGATIVE_INFINITY
    }
    this.#fault = undefined
    if (this.#down.signal.aborted) this.#down = new AbortController()
    this.recordReplayed(reached)
    this.#samples.push(sample)
    const shown = this.#samples.findLastIndex(({ position }) => position <= reached)
    if (shown >= 0) this.#freshUntil = (this.#samples[shown]?.at ?? 0) + STALENESS_MILLISECONDS
    // Older ones have no effect.
    this.#samples = this.#samples.filter(({ at }) => at + STALENESS_MILLISECONDS > sample.at).slice(-10)
    this.#log(this.fault)
  }

  #setFault(fault: ReplicaFault, error?: unknown): void {
    this.#reset(fault)
    this.#down.abort()
    if (!this.#isClosed) this.#log(fault, error)
  }

  #reset(fault: ReplicaFault): void {
    this.#fault = fault
    this.#samples = []
    this.#freshUntil = Number.NEGATIVE_INFINITY
  }

  /** Two lines an outage. */
  #log(fault: ReplicaFault | undefined, error?: unknown): void {
    const cause = fault?.cause ?? 'used'
    if (cause === this.#logged) return
    const isFirst = this.#logged === undefined
    this.#logged = cause
    const logger = this.#options.logger()
    if (fault !== undefined)
      logger.warn({ ...fault, ...(error === undefined ? {} : { err: error }) }, 'read replica not used')
    else logger.info({}, isFirst ? 'read replica used' : 'read replica used again')
  }
}

const REFUSALS: ReadonlySet<unknown> = new Set(['42501', '42883', '0A000'])

/** The server answers, and lacks a function or a right. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && REFUSALS.has(error.code)
}
