import { type Kysely, sql } from 'kysely'
import type { JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** One user's one integration. */
export interface Whose {
  readonly userId: string
  readonly integration: string
}

/** Ends every open job for good: the fence grows, so that a worker that runs one commits nothing more of it. */
export async function stopOpenJobs(db: Db, { userId, integration }: Whose): Promise<void> {
  await db
    .updateTable('import_jobs')
    .set((eb) => ({
      status: 'cancelled' as const,
      fence: eb('fence', '+', 1),
      cancel_requested: false,
      finished_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    }))
    .where('user_id', '=', userId)
    .where('integration', '=', integration)
    .where('status', 'in', ['queued', 'running'])
    .execute()
}

/** Forgets how far syncs and imports have come, so that the next ones begin anew. */
export async function deleteCursors(db: Db, { userId, integration }: Whose): Promise<void> {
  await db
    .deleteFrom('sync_cursors')
    .where('user_id', '=', userId)
    .where('integration', '=', integration)
    .execute()
  await db
    .updateTable('import_jobs')
    .set({ cursors: '{}', finished_streams: [] })
    .where('user_id', '=', userId)
    .where('integration', '=', integration)
    .execute()
}

/** Deletes what was delivered and is kept beside the records: uploaded files, and records that were refused. */
export async function deleteDelivered(db: Db, { userId, integration }: Whose): Promise<void> {
  const jobs = db
    .selectFrom('import_jobs')
    .where('user_id', '=', userId)
    .where('integration', '=', integration)
  await db.deleteFrom('rejected_records').where('job_id', 'in', jobs.select('id')).execute()
  await db.deleteFrom('uploads').where('id', 'in', jobs.select('upload_id')).execute()
}
