import { type KeysetPage, keysetPage } from '@tributary/database'
import type { JobStatus } from '@tributary/integration-host'
import { type Kysely, sql } from 'kysely'
import type { UndoneRecords } from '../record-sink.ts'
import type { JobRow, JobsTables } from '../tables.ts'

type Db = Kysely<JobsTables>

/** One page of a user's imports, the newest first. */
export async function listBatches(
  db: Db,
  query: {
    readonly userId: string
    readonly integration?: string | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<KeysetPage<JobRow>> {
  const { userId, integration, cursor, limit } = query
  let rows = db
    .selectFrom('import_jobs')
    .selectAll()
    .where('user_id', '=', userId)
    .where('kind', '=', 'import')
  if (integration !== undefined) rows = rows.where('integration', '=', integration)
  return keysetPage(rows, {
    list: 'imports',
    by: [['seq', 'bigint']],
    filters: { integration },
    limit,
    cursor,
  })
}

/** An import of a user. Those of other users are not found. */
export async function findBatch(db: Db, userId: string, id: string): Promise<JobRow | undefined> {
  return db
    .selectFrom('import_jobs')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('kind', '=', 'import')
    .executeTakeFirst()
}

/**
 * Marks an import as being undone, so that it is not run again. An open one is cancelled, and its fence incremented, so that a running worker
 * commits nothing more. Resolves to its upload.
 */
export async function beginUndo(
  db: Db,
  id: string,
): Promise<{ readonly upload_id: string | null } | undefined> {
  const isOpen = sql<boolean>`status in ('queued', 'running')`
  return db
    .updateTable('import_jobs')
    .set({
      undo_begun_at: sql<Date>`coalesce(undo_begun_at, now())`,
      status: sql<JobStatus>`case when ${isOpen} then 'cancelled' else status end`,
      fence: sql<number>`case when ${isOpen} then fence + 1 else fence end`,
      finished_at: sql<Date>`case when ${isOpen} then now() else finished_at end`,
      cancel_requested: false,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('undoable', '=', true)
    .where('undone_at', 'is', null)
    .returning('upload_id')
    .executeTakeFirst()
}

/** Counts what one step of undoing an import did. */
export async function recordUndone(db: Db, id: string, { deleted, kept }: UndoneRecords): Promise<void> {
  await db
    .updateTable('import_jobs')
    .set((eb) => ({ undo_deleted: eb('undo_deleted', '+', deleted), undo_kept: eb('undo_kept', '+', kept) }))
    .where('id', '=', id)
    .execute()
}

/** Ends undoing an import: its job has no records, cursors and warnings any more. */
export async function endUndo(db: Db, id: string): Promise<void> {
  const nothing = { fetched: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 }
  const changed = await db
    .updateTable('import_jobs')
    .set({
      ...nothing,
      cursors: '{}',
      finished_streams: [],
      warnings: [],
      undone_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) return
  await db.deleteFrom('rejected_records').where('job_id', '=', id).execute()
}
