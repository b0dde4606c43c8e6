import type { Delivered } from '@tributary/integration-host'
import { type Kysely, sql } from 'kysely'
import type { JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** Cancels every open job and increments its fence, so that a running worker commits nothing more. */
export async function stopOpenJobs(db: Db, whose: Delivered): Promise<void> {
  await db
    .updateTable('import_jobs')
    .set((eb) => ({
      status: 'cancelled' as const,
      fence: eb('fence', '+', 1),
      cancel_requested: false,
      finished_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    }))
    .where(isOf(whose))
    .where('status', 'in', ['queued', 'running'])
    .execute()
}

/** Deletes the cursors of syncs and imports, so that the next ones start from the beginning. */
export async function deleteCursors(db: Db, whose: Delivered): Promise<void> {
  await db.deleteFrom('sync_cursors').where(isOf(whose)).execute()
  await db
    .updateTable('import_jobs')
    .set({ cursors: '{}', finished_streams: [] })
    .where(isOf(whose))
    .execute()
}

/** Deletes uploaded files and rejected records. */
export async function deleteDelivered(db: Db, whose: Delivered): Promise<void> {
  const jobs = db.selectFrom('import_jobs').where(isOf(whose))
  await db.deleteFrom('rejected_records').where('job_id', 'in', jobs.select('id')).execute()
  await db.deleteFrom('uploads').where('id', 'in', jobs.select('upload_id')).execute()
}

/** Deletes jobs. What a worker still holds of one is written no more: its row is gone. */
export async function deleteJobs(db: Db, whose: Delivered): Promise<void> {
  await db.deleteFrom('import_jobs').where(isOf(whose)).execute()
}

/** Rows of one integration of a user, or of one connection. */
function isOf({ userId, integration, connectionId }: Delivered) {
  const ofUser = sql<boolean>`user_id = ${userId} and integration = ${integration}`
  return connectionId === undefined ? ofUser : sql<boolean>`${ofUser} and connection_id = ${connectionId}`
}
