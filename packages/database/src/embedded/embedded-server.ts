import { setTimeout as delay } from 'node:timers/promises'
import { type DatabaseLogger, silentLogger } from '../database-logger.ts'
import { requireRunnable } from './check-machine.ts'
import { isCleanlyStopped } from './control-file.ts'
import { connectionTo, type EmbeddedConnection } from './embedded-connection.ts'
import { accessError, lockedError, recordOwner, startError } from './explain-failure.ts'
import { type FileLock, tryLock } from './file-lock.ts'
import { startGuard } from './guard.ts'
import { type EmbeddedLayout, layoutOf } from './layout.ts'
import { type EmbeddedHome, locateHome } from './locate-home.ts'
import { LogRelay } from './log-relay.ts'
import { writeManifest } from './manifest.ts'
import { isUnused, Membership } from './membership.ts'
import { locateBinaries } from './postgres-binaries.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { removeSocketDirectory } from './socket-directory.ts'
import { type StartResult, startPostgres } from './start-postgres.ts'
import { endPostmaster, endStrayBackends, livePostmaster } from './stray-processes.ts'

/** How often files are polled while waiting for a start or a stop. */
const POLL = 5
/** How often this process checks that the guard is alive. Lost connections report a crash sooner. */
const WATCH_INTERVAL = 5_000
/** Initialising takes a second, on a slow disk some more. A lock held longer without a guard belongs to another machine. */
const LOCK_LIMIT = 60_000
/** Backends notice the end of their postmaster immediately, unless they are computing. */
const STRAY_INTERVAL = 500
/** After this time the log names the reason of the wait. */
const REPORT_AFTER = 2_000
/** A fast shutdown takes less time, except for its checkpoint. */
const STOPPING_LIMIT = 2_000
/** The checkpoint of a clean stop. The guard completes it if a process stops waiting. */
const STOP_LIMIT = 30_000
/** A failed start is not retried by each waiting request. */
const RETRY_AFTER = 1_000

export interface EmbeddedOptions {
  /** The data directory of the server; the database is in its `postgres`. */
  readonly dataDir: string
  /** Environment of PostgreSQL, for tests: `LD_PRELOAD`. */
  readonly environment?: Readonly<Record<string, string>> | undefined
}

interface Running {
  readonly place: EmbeddedHome
  readonly layout: EmbeddedLayout
  readonly membership: Membership
  readonly relay: LogRelay
}

/**
 * The embedded database as one process sees it: PostgreSQL as a child of a guard, shared by all processes on its
 * directory. The first process starts it, the last one stops it, and any of them restarts it after a crash.
 *
 * @example
 * const server = new EmbeddedServer({ dataDir: '/var/lib/tributary' })
 * await server.start()
 * const client = new pg.Client(server.connection())
 */
export class EmbeddedServer {
  readonly #options: EmbeddedOptions
  #running: Running | undefined
  #started: Promise<void> | undefined
  #ensuring: Promise<void> | undefined
  #lastFailure: { readonly error: unknown; readonly at: number } | undefined
  #watch: NodeJS.Timeout | undefined
  #wasReady = false
  #stopped = false
  #logger: DatabaseLogger = silentLogger
  /** Log entries from before the logger was set. */
  #unlogged: (() => void)[] = []

  constructor(options: EmbeddedOptions) {
    this.#options = options
  }

  /** Sets the logger of this process. */
  logTo(logger: DatabaseLogger): void {
    this.#logger = logger
    for (const log of this.#unlogged.splice(0)) log()
  }

  /** Starts or joins the database. Further calls resolve or reject as the first one. Throws `EmbeddedError`. */
  start(): Promise<void> {
    this.#started ??= this.#start()
    return this.#started
  }

  /** Resolves when the database runs, restarting it if necessary. Rejects if the restart fails. */
  ensure(): Promise<void> {
    this.#ensuring ??= this.#ensure().finally(() => {
      this.#ensuring = undefined
    })
    return this.#ensuring
  }

  /** The connection options. `superuser` is for backups, checks and upgrades. Valid after `start`. */
  connection(as: 'role' | 'superuser' = 'role'): EmbeddedConnection {
    return connectionTo(this.layout, as)
  }

  /** The paths of the files. Valid after `start`. */
  get layout(): EmbeddedLayout {
    return this.#require().layout
  }

  /** Leaves the database, and stops it when no other process uses it. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#watch)
    await this.#started?.catch(() => {})
    await this.#ensuring?.catch(() => {})
    const running = this.#running
    this.#running = undefined
    if (running === undefined) return
    if (running.membership.leave()) await awaitEnd(running)
    running.relay.stop()
  }

  async #start(): Promise<void> {
    const place = this.#locateHome()
    const layout = layoutOf(place.home)
    const membership = new Membership(layout)
    const relay = new LogRelay(layout.log, () => this.#logger)
    this.#running = { place, layout, membership, relay }
    try {
      await this.#joinOrStart()
    } catch (error) {
      membership.leave()
      this.#running = undefined
      throw accessError(error, place.home)
    }
    relay.start()
    this.#watch = setInterval(() => this.#watchGuard(), WATCH_INTERVAL).unref()
  }

  #locateHome(): EmbeddedHome {
    const { dataDir } = this.#options
    try {
      return locateHome(dataDir)
    } catch (error) {
      throw accessError(error, dataDir)
    }
  }

  async #ensure(): Promise<void> {
    await this.start()
    if (this.#isRunning()) return
    if (this.#lastFailure !== undefined && performance.now() - this.#lastFailure.at < RETRY_AFTER) {
      throw this.#lastFailure.error
    }
    try {
      await this.#joinOrStart()
      this.#lastFailure = undefined
    } catch (error) {
      this.#lastFailure = { error, at: performance.now() }
      throw error
    }
  }

  /** The lock is free if a killed guard left its FIFO reader and a killed postmaster left its file. */
  #isRunning(): boolean {
    const { membership, layout } = this.#require()
    if (!membership.isGuarded() || readPostmasterFile(layout.cluster)?.status !== 'ready') return false
    const free = tryLock(layout.lock, { shared: false })
    free?.close()
    return free === undefined
  }

  /** The guard is missing when PostgreSQL has ended, or when the guard alone was killed. */
  #watchGuard(): void {
    if (this.#stopped || this.#running?.membership.isGuarded() !== false) return
    this.ensure().catch((error: unknown) => {
      this.#logger.error({ err: error }, 'embedded database restart failed')
    })
  }

  async #joinOrStart(): Promise<void> {
    const { membership, layout, place } = this.#require()
    const begun = performance.now()
    let lookedForStrays = 0
    let reported = false
    while (!this.#stopped) {
      if ((await membership.join()) && (await this.#awaitReady()) && this.#isRunning()) return
      const lock = tryLock(layout.lock, { shared: false })
      if (lock !== undefined) return this.#startUnder(lock)
      const waited = performance.now() - begun
      if (await this.#adopt()) continue
      if (waited - lookedForStrays > STRAY_INTERVAL) {
        lookedForStrays = waited
        endStrayBackends(layout.cluster, place.account)
      }
      if (waited > REPORT_AFTER && !reported) {
        reported = true
        this.#log((logger) => logger.info({}, 'waiting for another process to release the database lock'))
      }
      if (waited > LOCK_LIMIT) throw lockedError(layout)
      await delay(POLL)
    }
  }

  async #startUnder(lock: FileLock): Promise<void> {
    const { membership, layout, place, relay } = this.#require()
    let result: StartResult
    try {
      recordOwner(lock)
      if (this.#wasReady) {
        // Log why it ended before logging the restart.
        relay.relay()
        this.#log((logger) => logger.warn({}, 'embedded database restarted'))
      }
      const { environment } = this.#options
      result = await startPostgres({ place, layout, lock, membership, environment })
    } finally {
      // PostgreSQL holds its own copy now.
      lock.close()
    }
    for (const warning of result.warnings) this.#log((logger) => logger.warn({}, warning))
    for (const notice of result.notices) this.#log((logger) => logger.info({}, notice))
    if (await this.#awaitReady()) return
    if (!this.#stopped)
      throw startError(layout, result.logOffset, () =>
        requireRunnable(locateBinaries(place.account), place.account),
      )
  }

  /** Starts a new guard for a postmaster that lost its guard. Resolves to whether there was such a postmaster. */
  async #adopt(): Promise<boolean> {
    const { membership, layout, place } = this.#require()
    const pid = livePostmaster(layout.cluster)
    if (pid === undefined || readPostmasterFile(layout.cluster)?.status !== 'ready') return false
    const adoption = tryLock(layout.adoption, { shared: false })
    if (adoption === undefined) return false
    try {
      // Another process may have adopted it before this one had the lock.
      if (await membership.join()) return true
      const command = ['adopt', String(pid)]
      await membership.withNewFifo(place.account, () =>
        startGuard({ layout, account: place.account, command }),
      )
      return true
    } finally {
      adoption.close()
    }
  }

  /** Waits while PostgreSQL starts or recovers. Resolves to false if it ended, or if this process stops. */
  async #awaitReady(): Promise<boolean> {
    const { membership, layout } = this.#require()
    const begun = performance.now()
    while (!this.#stopped && membership.isGuarded()) {
      const status = readPostmasterFile(layout.cluster)?.status
      if (status === 'ready') {
        this.#wasReady = true
        return true
      }
      // On SIGTERM a postmaster waits for its clients, whose pools never disconnect.
      if (status === 'stopping' && performance.now() - begun > STOPPING_LIMIT) endPostmaster(layout.cluster)
      await delay(POLL)
    }
    return false
  }

  #require(): Running {
    if (this.#running === undefined) throw new Error('the embedded database has not been started')
    return this.#running
  }

  #log(log: (logger: DatabaseLogger) => void): void {
    if (this.#logger === silentLogger) this.#unlogged.push(() => log(this.#logger))
    else log(this.#logger)
  }
}

/** Waits until PostgreSQL has stopped, then writes the manifest of its files. Ends early if another process joins. */
async function awaitEnd({ layout, place }: Running): Promise<void> {
  const until = performance.now() + STOP_LIMIT
  while (isUnused(layout) && performance.now() < until) {
    const lock = tryLock(layout.lock, { shared: false })
    if (lock === undefined) {
      await delay(POLL)
      continue
    }
    try {
      if (isCleanlyStopped(layout.cluster)) writeManifest(layout, place.account)
      removeSocketDirectory(layout)
    } finally {
      lock.close()
    }
    return
  }
}
