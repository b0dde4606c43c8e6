import type { JobKind, JobTrigger } from '@tributary/integration-host'
import type { Transaction } from 'kysely'

/** What the queue needs to know of a job. */
export interface QueuedJob {
  readonly id: string
  readonly kind: JobKind
  readonly trigger: JobTrigger
}

/** Where jobs wait for a worker. */
export interface JobQueue {
  /**
   * Queues a job. Given a transaction, it is queued when that commits and not otherwise. A job that waits already is
   * not queued twice.
   */
  enqueue(job: QueuedJob, options?: { trx?: AnyTransaction; afterSeconds?: number }): Promise<void>
  /** Queues new jobs when the transaction commits, in one statement. */
  enqueueNew(jobs: readonly QueuedJob[], trx: AnyTransaction): Promise<void>
  /** Tells this process's worker that there is something to do. */
  wake(): void
}

// oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
type AnyTransaction = Transaction<any>

/** The name of the queue, in pg-boss. */
export const QUEUE = 'import-jobs'

/** A job that a person waits for comes before one of the schedule, and that before one that takes days. */
export function priorityOf(job: QueuedJob): number {
  if (job.kind === 'backfill') return -10
  return job.trigger === 'schedule' ? 0 : 10
}
