import type { Transaction } from 'kysely'

/** Where jobs wait for a worker. */
export interface JobQueue {
  /**
   * Queues a job. Given a transaction, it is queued when that commits and not otherwise. A job that waits already is
   * not queued twice.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  enqueue(jobId: string, options?: { trx?: Transaction<any>; afterSeconds?: number }): Promise<void>
  /** Tells this process's worker that there is something to do. */
  wake(): void
}
