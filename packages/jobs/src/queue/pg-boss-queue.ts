import { ProblemError } from '@tributary/core'
import { type Database, isUniqueViolation, sqlState } from '@tributary/database'
import type { FastifyBaseLogger } from 'fastify'
import type { Transaction } from 'kysely'
import { type ConstructorOptions, fromKysely, PgBoss, type QueueOptions } from 'pg-boss'
import { jobsErrors } from '../jobs-errors.ts'
import { type JobQueue, priorityOf, QUEUE, type QueuedJob } from './job-queue.ts'
import { JobSlots, type QueueWorker } from './job-slots.ts'
import type { Turns } from './turns.ts'

/**
 * The minimum of pg-boss. Heartbeats need the event loop, so a loop blocked for longer loses its job; the fence makes
 * that safe.
 */
const HEARTBEAT_SECONDS = 10
/** A job has no time limit; a dead worker is detected by its heartbeat. pg-boss allows less than 24 h. */
const EXPIRE_SECONDS = 23 * 3600
/** Counts deaths of workers, not failures of jobs, which the engine counts. */
const RETRY_LIMIT = 100_000
/** Finished entries are not used, and the supervisor counts all entries at each check. */
const KEEP_SECONDS = 600
/** An outage makes every poll fail: one log line per interval is enough. */
const ERROR_LOG_MILLISECONDS = 10_000

/**
 * How often dead workers are detected. A killed job waits for its heartbeat, for this and for the poll: 13 s at most.
 */
const SUPERVISE_SECONDS = 2
/** Scheduled syncs are spread over an hour, so 5 s more do not matter. */
const TICK_POLL_SECONDS = 5

/** The schema version of the pinned pg-boss. */
export const PG_BOSS_SCHEMA = 43
/** SQLSTATE undefined_table. */
const UNDEFINED_TABLE = '42P01'
const DUPLICATE_SCHEMA = '42P06'

/** The queue of the cron's ticks. */
const TICKS = 'sync-scheduler'
/** A tick that failed or hangs is not repeated: the next one comes. */
const TICK_SETTINGS = { retryLimit: 0, expireInSeconds: 300, deleteAfterSeconds: KEEP_SECONDS }

/** The settings of a queue; its policy cannot be changed later. */
type QueueSettings = Omit<QueueOptions, 'policy'>

/** The queue on pg-boss, in the same database as the jobs. */
export class PgBossQueue implements JobQueue {
  readonly #boss: PgBoss
  readonly #database: Database
  readonly #onError: (error: Error) => void
  #turns: Turns | undefined
  #slots: JobSlots | undefined

  constructor(database: Database, options: { logger: FastifyBaseLogger; supervise: boolean }) {
    this.#database = database
    this.#boss = new PgBoss(bossOptions(database, options.supervise))
    this.#onError = occasionally(ERROR_LOG_MILLISECONDS, (error) =>
      options.logger.warn({ err: error }, 'job queue error'),
    )
    this.#boss.on('error', this.#onError)
  }

  async open(): Promise<void> {
    const settings = {
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
      retryLimit: RETRY_LIMIT,
      retryDelay: 0,
      retryBackoff: false,
      deleteAfterSeconds: KEEP_SECONDS,
    }
    await this.#createSchema()
    await this.#refuseNewerSchema()
    await this.#boss.start()
    await this.#makeQueue(QUEUE, settings)
    // pg-boss reads a queue's settings when it first needs them, which must not happen inside a caller's transaction.
    await this.#boss.findJobs(QUEUE, { key: '' })
  }

  async enqueue(job: QueuedJob, options: Parameters<JobQueue['enqueue']>[1] = {}): Promise<void> {
    const { trx, afterSeconds = 0 } = options
    // Policy `short`: null when an entry of this job waits already.
    if ((await this.#send(job, afterSeconds, trx)) !== null) return
    if (await this.#removeLater(job.id, afterSeconds, trx)) await this.#send(job, afterSeconds, trx)
  }

  async enqueueNew(jobs: readonly QueuedJob[], trx: Transaction<unknown>): Promise<void> {
    if (jobs.length === 0) return
    const entries = jobs.map((job) => ({
      data: { jobId: job.id },
      singletonKey: job.id,
      priority: priorityOf(job),
    }))
    await this.#boss.insert(QUEUE, entries, { db: fromKysely(trx) })
  }

  /**
   * Calls `work` once a minute in one of the working processes, by pg-boss's cron. A call may be late by up to a
   * minute or skipped, so the exact minute must not matter.
   */
  async everyMinute(run: () => Promise<void>): Promise<void> {
    await this.#makeQueue(TICKS, TICK_SETTINGS)
    await this.#boss.schedule(TICKS, '* * * * *')
    await this.#boss.work(TICKS, { batchSize: 1, pollingIntervalSeconds: TICK_POLL_SECONDS }, run)
  }

  /** Wakes this process's worker, so that a job queued here does not wait for the next poll. */
  wake(): void {
    this.#turns?.recordQueued()
    this.#slots?.wake()
  }

  /** Runs jobs in the order of `turns`, until the queue is closed. */
  work(worker: QueueWorker, turns: Turns): void {
    this.#turns = turns
    this.#slots = new JobSlots({
      boss: this.#boss,
      turns,
      worker,
      onError: this.#onError,
      heartbeatSeconds: HEARTBEAT_SECONDS,
    })
  }

  /** Takes no more jobs and waits for those that run; what still runs then is delivered again by the next worker. */
  async close(timeoutMilliseconds: number): Promise<void> {
    const begun = performance.now()
    await this.#slots?.stop(timeoutMilliseconds)
    const rest = Math.max(0, timeoutMilliseconds - (performance.now() - begun))
    await this.#boss.stop({ graceful: true, timeout: rest, close: false })
  }

  /**
   * pg-boss checks for its schema before it takes its lock, so of several processes that start at once on an empty
   * database all but one fail because it exists by then.
   */
  async #createSchema(): Promise<void> {
    // "if not exists" requires the privilege to create schemas even if there is nothing to create.
    const { rowCount } = await this.#database.pool.query(`select from pg_namespace where nspname = 'pgboss'`)
    if (rowCount === 1) return
    try {
      await this.#database.pool.query('create schema pgboss')
    } catch (error) {
      if (!isUniqueViolation(error) && sqlState(error) !== DUPLICATE_SCHEMA) throw error
    }
  }

  /** pg-boss itself silently runs on a schema of a later version. */
  async #refuseNewerSchema(): Promise<void> {
    const version = await this.#boss.schemaVersion().catch((error: unknown) => {
      if (sqlState(error) === UNDEFINED_TABLE) return null
      throw error
    })
    if (version === null || version <= PG_BOSS_SCHEMA) return
    throw new ProblemError(jobsErrors.JOBS_QUEUE_NEWER, {
      detail: `The tables of the job queue (pg-boss) are of version ${version}, but this version of the server supports ${PG_BOSS_SCHEMA}. Start the newer version, or restore the backup made before the upgrade.`,
    })
  }

  /** Creates or updates a queue with these settings. An existing queue has those of the version that created it. */
  async #makeQueue(name: string, settings: QueueSettings): Promise<void> {
    const queue = await this.#boss.getQueue(name)
    if (queue === null) return this.#boss.createQueue(name, { policy: 'short', ...settings })
    const names = Object.keys(settings) as (keyof QueueSettings)[]
    if (names.some((setting) => queue[setting] !== settings[setting]))
      await this.#boss.updateQueue(name, settings)
  }

  async #send(
    job: QueuedJob,
    afterSeconds: number,
    trx: Transaction<unknown> | undefined,
  ): Promise<string | null> {
    return this.#boss.send(
      QUEUE,
      { jobId: job.id },
      {
        singletonKey: job.id,
        priority: priorityOf(job),
        ...(trx === undefined ? {} : { db: fromKysely(trx) }),
        ...(afterSeconds <= 0 ? {} : { startAfter: afterSeconds }),
      },
    )
  }

  /** Removes a superseded entry of the same job. Resolves to whether a new one can be inserted. */
  async #removeLater(
    jobId: string,
    afterSeconds: number,
    trx: Transaction<unknown> | undefined,
  ): Promise<boolean> {
    const db = trx === undefined ? {} : { db: fromKysely(trx) }
    const entries = await this.#boss.findJobs(QUEUE, { key: jobId, queued: true, ...db })
    const waiting = entries.filter((entry) => entry.state === 'created')
    const wanted = Date.now() + afterSeconds * 1000
    if (waiting.some((entry) => entry.startAfter.getTime() <= wanted)) return false
    if (waiting.length > 0)
      await this.#boss.deleteJob(
        QUEUE,
        waiting.map((entry) => entry.id),
        db,
      )
    return true
  }
}

function bossOptions(database: Database, supervise: boolean): ConstructorOptions {
  return {
    db: { executeSql: (text, values) => database.pool.query(text, values as unknown[]) },
    backend: 'postgres',
    schema: 'pgboss',
    supervise,
    // The cron, in processes that work; it sends ticks, which any free process takes.
    schedule: supervise,
    cronMonitorIntervalSeconds: 30,
    cronWorkerIntervalSeconds: TICK_POLL_SECONDS,
    // A killed worker's job is found at the first check after its heartbeat has expired.
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    maintenanceIntervalSeconds: KEEP_SECONDS,
    // Jobs of ours do not depend on one another, so there is nothing to resolve.
    flowIntervalSeconds: 3600,
    reindex: false,
    monitorVacuum: false,
  }
}

function occasionally(milliseconds: number, report: (error: Error) => void): (error: Error) => void {
  let last = Number.NEGATIVE_INFINITY
  return (error) => {
    if (performance.now() - last < milliseconds) return
    last = performance.now()
    report(error)
  }
}
