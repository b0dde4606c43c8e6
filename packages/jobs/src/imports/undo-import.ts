import type { Database } from '@tributary/database'
import type { RecordSink } from '../record-sink.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { deleteUpload } from '../upload-store.ts'
import { beginUndo, endUndo, recordUndone } from './batch-store.ts'

/**
 * Undoes an import in steps, each in a transaction of its own, so that other work on the tables goes on meanwhile. Called again, it continues
 * where it was interrupted; an import that was undone stays as it is.
 *
 * Cancelling the job commits first: a page being written then rolls back by its fence.
 */
export async function undoImport(
  database: Database,
  sinks: readonly RecordSink[],
  { id, user_id: userId, integration }: Pick<JobRow, 'id' | 'user_id' | 'integration'>,
): Promise<void> {
  const begun = await database.transaction<JobsTables, boolean>(async (trx) => {
    const job = await beginUndo(trx, id)
    if (job === undefined) return false
    if (job.upload_id !== null) await deleteUpload(trx, job.upload_id)
    return true
  })
  if (!begun) return
  for (const sink of sinks) {
    let hasMore = sink.undo !== undefined
    while (hasMore)
      hasMore = await database.transaction<JobsTables, boolean>(async (trx) => {
        const undone = await sink.undo?.(trx, { userId, integration, importId: id })
        if (undone === undefined) return false
        await recordUndone(trx, id, undone)
        return undone.hasMore
      })
  }
  await database.transaction<JobsTables, void>((trx) => endUndo(trx, id))
}
