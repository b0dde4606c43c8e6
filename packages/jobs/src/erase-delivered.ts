import type { Database } from '@tributary/database'
import type { Delivered } from '@tributary/integration-host'
import { deleteCursors, deleteDelivered, stopOpenJobs } from './erase-store.ts'
import type { RecordSink } from './record-sink.ts'
import type { JobsTables } from './tables.ts'

/**
 * Deletes what an integration, or one connection of it, has delivered for a user: its records, by the sinks that wrote them, its cursors,
 * uploads and rejected records. The jobs are kept, without their contents.
 *
 * Stopping the jobs commits first: a page being written then rolls back by its fence, instead of waiting for the
 * job's row while the deletion waits for the page's rows. The deletion itself is one transaction, which also stops
 * jobs started in between.
 */
export async function eraseDelivered(
  database: Database,
  sinks: readonly RecordSink[],
  whose: Delivered,
): Promise<void> {
  await database.transaction<JobsTables, void>((trx) => stopOpenJobs(trx, whose))
  await database.transaction<JobsTables, void>(async (trx) => {
    await stopOpenJobs(trx, whose)
    await deleteCursors(trx, whose)
    for (const sink of sinks) await sink.erase?.(trx, whose)
    await deleteDelivered(trx, whose)
  })
}
