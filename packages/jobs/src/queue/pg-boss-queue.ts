import type { Database } from '@tributary/database'
import type { FastifyBaseLogger } from 'fastify'
import { fromKysely, PgBoss } from 'pg-boss'
import type { JobQueue } from './job-queue.ts'

const QUEUE = 'import-jobs'
/** pg-boss's least. It rides the event loop, so a loop that stands still longer loses its job; the fence minds that. */
const HEARTBEAT_SECONDS = 10
/** A job may take as long as it needs; a dead worker is found by its heartbeat. pg-boss allows less than 24 h. */
const EXPIRE_SECONDS = 23 * 3600
/** Deaths of workers, not failures of jobs: those end by the engine's own count. */
const RETRY_LIMIT = 100_000

/** What a queue does for its worker. */
export interface QueueWorker {
  /** Called with one job at a time; rejecting delivers the job again. */
  run(jobId: string): Promise<void>
  /** How many jobs run at once in this process. */
  readonly concurrency: number
}

/** The queue on pg-boss, in the same database as the jobs. */
export class PgBossQueue implements JobQueue {
  readonly #boss: PgBoss
  readonly #database: Database
  #workerId: string | undefined

  constructor(database: Database, options: { logger: FastifyBaseLogger; supervise: boolean }) {
    this.#database = database
    this.#boss = new PgBoss({
      db: { executeSql: (text, values) => database.pool.query(text, values as unknown[]) },
      backend: database.mode === 'embedded' ? 'pglite' : 'postgres',
      schema: 'pgboss',
      supervise: options.supervise,
      schedule: false,
      // A killed worker's job is found at the first look after its heartbeat has run out.
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 1,
      reindex: false,
      monitorVacuum: false,
    })
    this.#boss.on('error', (error) =>
      options.logger.warn({ err: error }, 'the job queue met an error and goes on'),
    )
  }

  async open(): Promise<void> {
    await this.#boss.start()
    await this.#boss.createQueue(QUEUE, {
      policy: 'short',
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
      retryLimit: RETRY_LIMIT,
      retryDelay: 0,
      retryBackoff: false,
    })
  }

  async enqueue(jobId: string, options: Parameters<JobQueue['enqueue']>[1] = {}): Promise<void> {
    const { trx, afterSeconds } = options
    await this.#boss.send(
      QUEUE,
      { jobId },
      {
        singletonKey: jobId,
        ...(trx === undefined ? {} : { db: fromKysely(trx) }),
        ...(afterSeconds === undefined || afterSeconds === 0 ? {} : { startAfter: afterSeconds }),
      },
    )
  }

  /** Whether the queue knows of a job that waits or runs. */
  async holds(jobId: string): Promise<boolean> {
    const entries = await this.#boss.findJobs(QUEUE, { key: jobId })
    return entries.some(
      (entry) => entry.state === 'created' || entry.state === 'retry' || entry.state === 'active',
    )
  }

  /** Wakes this process's worker, so that a job queued here does not wait for the next poll. */
  wake(): void {
    if (this.#workerId !== undefined) this.#boss.notifyWorker(this.#workerId)
  }

  async work(worker: QueueWorker): Promise<void> {
    if (this.#database.mode === 'embedded') await this.#releaseOrphans()
    this.#workerId = await this.#boss.work<{ jobId: string }>(
      QUEUE,
      { localConcurrency: worker.concurrency, batchSize: 1, pollingIntervalSeconds: 1 },
      async (jobs) => {
        for (const job of jobs) await worker.run(job.data.jobId)
      },
    )
  }

  /** Takes no more jobs and waits for those that run. */
  async close(timeoutMilliseconds: number): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: timeoutMilliseconds, close: false })
  }

  /** Embedded, this process is alone: what the queue believes to be running died with the last one. */
  async #releaseOrphans(): Promise<void> {
    const jobs = await this.#boss.findJobs(QUEUE)
    const orphans = jobs.filter((job) => job.state === 'active').map((job) => job.id)
    if (orphans.length > 0) await this.#boss.fail(QUEUE, orphans, { message: 'the process that ran it died' })
  }
}
