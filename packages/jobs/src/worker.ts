import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { deleteIdleBudgets } from './budget/rate-budget-store.ts'
import type { Engine } from './engine/engine.ts'
import { runJob } from './engine/run-job.ts'
import type { PgBossQueue } from './queue/pg-boss-queue.ts'
import { keysOf, type RunnableJobs } from './queue/runnable-jobs.ts'
import { deleteFadedTurns, deleteSpentEntries } from './queue/turn-store.ts'
import { Turns } from './queue/turns.ts'
import { requeueLost } from './requeue-lost.ts'
import { submitDue } from './schedule/submit-due.ts'
import type { JobsTables } from './tables.ts'
import { deleteAbandonedUploads, deleteStaleUploads } from './upload-store.ts'
import { deleteLeftovers } from './uploads/delete-leftovers.ts'
import {
  deleteGoneWorkers,
  deleteWorker,
  recordWorker,
  SEEN_EVERY_SECONDS,
  type WorkerState,
} from './worker-store.ts'

export interface WorkerOptions {
  readonly engine: Engine
  readonly queue: PgBossQueue
  readonly logger: FastifyBaseLogger
  /** How many imports and back-fills run at once in this process. */
  readonly concurrency: number
  /** How many jobs altogether, if more: syncs, which mostly wait for providers. */
  readonly syncConcurrency?: number | undefined
  /** How many of both one person may have. Default: all but one, and one of one. */
  readonly concurrencyPerPerson?: number | undefined
  /** What can be run now; `undefined` while the server boots or stops. */
  runnable(): RunnableJobs | undefined
}

/** How often the worker looks for jobs missing from the queue. */
const SWEEP_SECONDS = 30
/** How often entries of jobs that were cancelled, or whose worker died at their end, are deleted. */
const SPENT_SECONDS = 10
/** How often uploads of dead processes are deleted: they use no quota, but disk space. */
const ABANDONED_SECONDS = 60
/** How soon a quarantined or recovered plugin is recorded. */
const NOTICE_SECONDS = 1
/** How often connections are maintained. */
const UPKEEP_SECONDS = 60
/** How often unused uploads and budgets are deleted. */
const CLEANING_SECONDS = 3600

/** Takes jobs from the queue and runs them, until it is stopped. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #id = randomUUID()
  readonly #stopping = new AbortController()
  readonly #timers: NodeJS.Timeout[] = []
  readonly #turns: Turns
  readonly #slots: number
  #runnable: RunnableJobs | undefined
  /** The last recorded state. */
  #recorded = ''
  #recording: Promise<void> | undefined

  constructor(options: WorkerOptions) {
    this.#options = options
    const { engine, logger, concurrency, syncConcurrency = concurrency, concurrencyPerPerson } = options
    const slots = Math.max(concurrency, syncConcurrency)
    const ofOnePerson = (all: number) => Math.min(all, concurrencyPerPerson ?? Math.max(1, all - 1))
    this.#slots = slots
    this.#turns = new Turns({
      database: engine.database,
      logger,
      slots,
      slotsPerPerson: ofOnePerson(slots),
      longSlots: concurrency,
      longSlotsPerPerson: ofOnePerson(concurrency),
      runnable: () => this.#lookUp(),
    })
  }

  async start(): Promise<void> {
    const { engine, queue } = this.#options
    const run = (jobId: string) => runJob(engine, jobId, this.#stopping.signal)
    engine.database.repeating(() => queue.work({ concurrency: this.#slots, run }, this.#turns))
    this.#every(SEEN_EVERY_SECONDS, () => this.#recordWorker(), { atOnce: true })
    this.#every(NOTICE_SECONDS, () => this.#recordChange())
    this.#every(SWEEP_SECONDS, () => this.#requeueLost())
    this.#every(ABANDONED_SECONDS, () => this.#deleteAbandonedUploads(), { atOnce: true })
    this.#every(ABANDONED_SECONDS, () => this.#deleteLeftovers(), { atOnce: true })
    this.#every(SPENT_SECONDS, () => deleteSpentEntries(engine.database.tables<JobsTables>()))
    this.#every(CLEANING_SECONDS, () => this.#clean())
    if (engine.connections() === undefined) return
    await queue.everyMinute(() => this.#submitDue())
    this.#every(UPKEEP_SECONDS, () => this.#maintainConnections(), { atOnce: true })
  }

  /** Lets each running job finish its page, then requeues it. */
  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#stopping.abort(new Error('the server stops'))
  }

  /** Deletes the row of the stopped worker. Resolves also if that fails: it then counts as dead after a minute. */
  async forget(): Promise<void> {
    const { engine, logger } = this.#options
    try {
      // One that is under way would put it back.
      await this.#recording?.catch(() => {})
      await deleteWorker(engine.database.tables<JobsTables>(), this.#id)
    } catch (error) {
      logger.debug({ err: error }, 'the stopped worker stays listed for a minute')
    }
  }

  #lookUp(): RunnableJobs | undefined {
    this.#runnable = this.#stopping.signal.aborted ? undefined : this.#options.runnable()
    return this.#runnable
  }

  /** Health uses it to report whether a worker runs, the API to report what jobs wait for. */
  async #recordWorker(): Promise<void> {
    const state = this.#state()
    this.#recording = recordWorker(this.#options.engine.database.tables<JobsTables>(), this.#id, state)
    await this.#recording
    this.#recorded = JSON.stringify(state)
  }

  async #recordChange(): Promise<void> {
    if (JSON.stringify(this.#state()) !== this.#recorded) await this.#recordWorker()
  }

  #state(): WorkerState {
    const { blockedBy } = this.#turns
    const runnable = this.#runnable
    if (runnable === undefined || blockedBy !== undefined) return { runs: [], unavailable: {}, blockedBy }
    return { runs: keysOf(runnable), unavailable: runnable.unavailable, blockedBy }
  }

  async #requeueLost(): Promise<void> {
    const { engine, queue, logger } = this.#options
    const lost = await requeueLost(engine.database, queue)
    if (lost > 0) logger.warn({ jobs: lost }, 'jobs missing from the queue were queued again')
  }

  async #deleteAbandonedUploads(): Promise<void> {
    const { engine, logger } = this.#options
    const uploads = await deleteAbandonedUploads(engine.database.tables<JobsTables>())
    if (uploads > 0) logger.info({ uploads }, 'interrupted uploads deleted')
  }

  async #deleteLeftovers(): Promise<void> {
    const { engine, logger } = this.#options
    const { deleted, forgotten, failed } = await deleteLeftovers(
      engine.database.tables<JobsTables>(),
      engine.storage,
    )
    if (deleted > 0) logger.info({ objects: deleted }, 'objects of deleted uploads deleted')
    if (forgotten > 0) logger.warn({ objects: forgotten }, 'objects of deleted storage instances are left')
    for (const { instance, error } of failed)
      logger.warn({ instance, err: error }, 'objects of deleted uploads could not be deleted; retrying')
  }

  async #clean(): Promise<void> {
    const db = this.#options.engine.database.tables<JobsTables>()
    await deleteStaleUploads(db)
    await deleteIdleBudgets(db)
    await deleteGoneWorkers(db)
    await deleteFadedTurns(db)
  }

  async #submitDue(): Promise<void> {
    const { engine, logger } = this.#options
    const connections = engine.connections()
    if (connections === undefined || this.#stopping.signal.aborted) return
    const queued = await submitDue({ ...engine, connections, now: () => new Date() })
    if (queued > 0) logger.info({ jobs: queued }, 'scheduled syncs queued')
  }

  async #maintainConnections(): Promise<void> {
    await this.#options.engine.connections()?.maintain(this.#stopping.signal)
  }

  /** Work that exceeds its interval is allowed to finish before it starts again. */
  #every(seconds: number, work: () => Promise<void>, { atOnce = false } = {}): void {
    let working = false
    const begin = () => {
      if (working) return
      working = true
      work()
        .catch((error: unknown) =>
          this.#options.logger.warn({ err: error }, 'job maintenance failed; retrying'),
        )
        .finally(() => {
          working = false
        })
    }
    const timer = setInterval(begin, seconds * 1000)
    timer.unref()
    this.#timers.push(timer)
    if (atOnce) begin()
  }
}
