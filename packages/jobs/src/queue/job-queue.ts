import type { JobKind, JobTrigger } from '@tributary/integration-host'
import type { Transaction } from 'kysely'

/** The properties of a job that the queue needs. */
export interface QueuedJob {
  readonly id: string
  readonly kind: JobKind
  readonly trigger: JobTrigger
}

/** The queue of jobs. */
export interface JobQueue {
  /**
   * Queues a job. Given a transaction, it is queued when that commits and not otherwise. A waiting job is not queued
   * twice.
   */
  enqueue(job: QueuedJob, options?: { trx?: AnyTransaction; afterSeconds?: number }): Promise<void>
  /** Queues new jobs when the transaction commits, in one statement. */
  enqueueNew(jobs: readonly QueuedJob[], trx: AnyTransaction): Promise<void>
  /** Wakes the worker of this process. */
  wake(): void
}

// oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
type AnyTransaction = Transaction<any>

/** The name of the queue, in pg-boss. */
export const QUEUE = 'import-jobs'

/** Jobs that a person waits for come first, then scheduled ones, then back-fills that take days. */
export function priorityOf(job: QueuedJob): number {
  if (job.kind === 'backfill') return -10
  return job.trigger === 'schedule' ? 0 : 10
}
