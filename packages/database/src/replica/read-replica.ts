import { currentRead, currentUnit } from '@tributary/core'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { DatabaseLogger } from '../database-logger.ts'
import { silentLogger } from '../database-logger.ts'
import { createGuardedPool, type GuardedPool } from '../guarded-pool.ts'
import { OutageLog } from '../outage-log.ts'
import { isConnectionLost } from '../sqlstate.ts'
import { unsuitableReplica } from './check-replica.ts'
import { type Clock, realClock } from './clock.ts'
import { PRIMARY_POSITION, parsePosition, REPLAYED_POSITION, UNREACHABLE_POSITION } from './log-position.ts'
import { readingClient } from './reading-client.ts'
import { ReplicaWatch, STALENESS_MILLISECONDS } from './replica-watch.ts'

/** Of a pool that awaits the preparation of each connection, which its own type leaves out. */
export interface PreparingPoolConfig extends Omit<pg.PoolConfig, 'onConnect'> {
  readonly onConnect: (client: pg.ClientBase) => Promise<void>
}

export interface ReadReplicaOptions {
  readonly primaryUrl: string
  readonly replicaUrl: string
  /** As that of the primary, but for the server. */
  readonly poolConfig: PreparingPoolConfig
  readonly primary: GuardedPool
  readonly logger: () => DatabaseLogger
  readonly expensiveStatements?: number | undefined
  /** Default: the real one. */
  readonly clock?: Clock | undefined
}

/** How long a read waits for what its sender has written before it goes to the primary. */
const WAIT_MILLISECONDS = 1_000
const FIRST_PAUSE = 5
const LONGEST_PAUSE = 50

/**
 * The server of `DATABASE_READ_URL`. Reads of requests go there while it is reachable and at most five seconds behind, each at least as
 * new as its sender's last write; all other work, and all reads at other times, go to the primary.
 */
export class ReadReplica {
  readonly #options: ReadReplicaOptions
  readonly #clock: Clock
  readonly #watch: ReplicaWatch
  readonly #pool: GuardedPool
  readonly #kysely: Kysely<unknown>
  /** The position at which a read has waited without result: reads wait again once the replica has moved on. */
  #stuckAt: bigint | undefined

  constructor(options: ReadReplicaOptions) {
    this.#options = options
    this.#clock = options.clock ?? realClock
    const { primaryUrl, replicaUrl, logger, poolConfig, expensiveStatements } = options
    this.#watch = new ReplicaWatch({ primaryUrl, replicaUrl, logger, now: () => this.#clock.now() })
    const { onConnect } = poolConfig
    this.#pool = createGuardedPool(
      {
        ...poolConfig,
        connectionString: replicaUrl,
        // oxlint-disable-next-line typescript/no-misused-promises -- as in the pool of the primary
        onConnect: async (client) => {
          await onConnect(client)
          await this.#requireWatched(client)
        },
      },
      // The watch logs outages.
      { onLost: () => {}, outages: new OutageLog({ logger: () => silentLogger }), expensiveStatements },
    )
    this.#kysely = new Kysely({
      // The pool of the dialect, as far as Kysely uses it.
      dialect: new PostgresDialect({
        pool: { connect: () => this.#connect(), end: async () => {} } as never,
      }),
    })
  }

  /** What a plugin reads with. */
  get kysely(): Kysely<unknown> {
    return this.#kysely
  }

  /** Why reads go to the primary, if they do. */
  get fault() {
    return this.#watch.fault
  }

  /** Begins to watch. Rejects if the server is another one than a replica of the primary, and not if it cannot be reached. */
  async open(): Promise<void> {
    const fault = await this.#watch.start()
    if (fault !== undefined) throw unsuitableReplica(fault)
  }

  async close(): Promise<void> {
    this.#watch.close()
    await this.#pool.pool.end()
  }

  /**
   * Reads go to the primary until the replica has what is committed now: the tables that this start has made. Rejects if the primary cannot be
   * asked: with a position that no replica reaches, the replica would stay unused until the next start.
   */
  async requirePresent(): Promise<void> {
    this.#watch.requireReplayed(parsePosition(await this.#readPosition()) ?? 0n)
  }

  /** The position of the primary. Where it cannot be read, one that no replica reaches, so that nothing older is read. */
  async position(): Promise<string> {
    try {
      return (await this.#readPosition()) ?? UNREACHABLE_POSITION
    } catch {
      return UNREACHABLE_POSITION
    }
  }

  async #readPosition(): Promise<string | undefined> {
    const text = `select (${PRIMARY_POSITION})::text as position`
    const { rows } = await this.#options.primary.pool.query<{ position: string }>(text)
    return rows[0]?.position
  }

  /**
   * Resolves when no process reads an earlier state than the present one any more: when the replica has replayed it, or after the time that
   * a replica may be behind. At once while the replica cannot be reached.
   */
  async caughtUp(): Promise<void> {
    const until = this.#clock.now() + STALENESS_MILLISECONDS
    const position = parsePosition(await this.position()) ?? 0n
    for (let pause = FIRST_PAUSE; this.#clock.now() < until; pause = longer(pause)) {
      const { down } = this.#watch
      if (down.aborted || this.#watch.replayed >= position) return
      const reached = await this.#watch.readReplayed().catch(() => 0n)
      if (reached >= position) return
      await this.#clock.wait(pause)
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    const { primary } = this.#options
    const client = await this.#connectToReplica()
    // Refuses what must not read outside of its transaction, and gives units of work their own connection.
    if (client === undefined) return primary.pool.connect()
    return readingClient(client, {
      primary: () => primary.pool.connect(),
      onLost: () => this.#watch.recordLost(),
    })
  }

  async #connectToReplica(): Promise<pg.PoolClient | undefined> {
    const read = currentRead()
    if (read === undefined || currentUnit() !== undefined || this.#options.primary.isInTransaction())
      return undefined
    if (this.#watch.fault !== undefined) return undefined
    const until = this.#clock.now() + WAIT_MILLISECONDS
    const client = await this.#connectUnlessDown()
    if (client === undefined) return undefined
    this.#cutOffWhenDown(client)
    const after = latestOf(read.after)
    try {
      if (await this.#reaches(client, { after, until })) return client
      client.release()
    } catch (error) {
      client.release(true)
      if (isConnectionLost(error)) this.#watch.recordLost()
    }
    return undefined
  }

  /** Does not wait for the time-out of a server that the watch cannot reach. */
  async #connectUnlessDown(): Promise<pg.PoolClient | undefined> {
    const { down } = this.#watch
    const connecting = this.#pool.pool.connect()
    const away = Promise.withResolvers<undefined>()
    const onDown = () => away.resolve(undefined)
    down.addEventListener('abort', onDown, { once: true })
    try {
      const client = await Promise.race([connecting, away.promise])
      if (client === undefined) void connecting.then((late) => late.release()).catch(() => {})
      return client
    } catch (error) {
      // A replica without a free connection is not away.
      if (isConnectionLost(error)) this.#watch.recordLost()
      return undefined
    } finally {
      down.removeEventListener('abort', onDown)
    }
  }

  /** Waits until the server of this connection has replayed the sender's last write. */
  async #reaches(
    client: pg.PoolClient,
    { after, until }: { readonly after: bigint; readonly until: number },
  ): Promise<boolean> {
    for (let pause = FIRST_PAUSE; ; pause = longer(pause)) {
      if (this.#watch.replayed >= after) return true
      const { rows } = await client.query<{ position: string | null }>(
        `select (${REPLAYED_POSITION})::text as position`,
      )
      const replayed = parsePosition(rows[0]?.position) ?? 0n
      this.#watch.recordReplayed(replayed)
      if (replayed >= after) return true
      if (replayed === this.#stuckAt) return false
      if (this.#clock.now() >= until) {
        this.#stuckAt = replayed
        return false
      }
      await this.#clock.wait(pause)
    }
  }

  /** Ends a connection to a server that can no longer be reached, so that its statement fails and runs on the primary. */
  #cutOffWhenDown(client: pg.PoolClient): void {
    const { down } = this.#watch
    const cutOff = () => void client.end().catch(() => {})
    if (down.aborted) cutOff()
    else down.addEventListener('abort', cutOff, { once: true })
    const release = client.release.bind(client)
    client.release = (error) => {
      down.removeEventListener('abort', cutOff)
      release(error)
    }
  }

  /** The watch has checked one server; another one at the same address is checked before it is read. */
  async #requireWatched(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ started: string }>(
      'select extract(epoch from pg_postmaster_start_time())::text as started',
    )
    if (rows[0]?.started === this.#watch.started) return
    this.#watch.recordLost()
    throw new Error('the server of DATABASE_READ_URL has been restarted or replaced')
  }
}

function longer(pause: number): number {
  return Math.min(pause * 2, LONGEST_PAUSE)
}

function latestOf(positions: readonly string[]): bigint {
  return positions.reduce((latest, text) => {
    const position = parsePosition(text) ?? 0n
    return position > latest ? position : latest
  }, 0n)
}
