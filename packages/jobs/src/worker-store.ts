import { type Kysely, sql } from 'kysely'
import type { JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** How often a worker says that it runs; several times before it counts as gone. */
export const SEEN_EVERY_SECONDS = 15
/** A worker that was not seen for so long is gone. */
export const GONE_AFTER_SECONDS = 60

/** Records that a worker process runs. */
export async function recordWorker(db: Db, id: string): Promise<void> {
  await db
    .insertInto('job_workers')
    .values({ id })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: sql<Date>`now()` }))
    .execute()
}

/** Forgets workers that have been gone for a day. */
export async function deleteGoneWorkers(db: Db): Promise<void> {
  await db.deleteFrom('job_workers').where('seen_at', '<', sql<Date>`now() - interval '1 day'`).execute()
}
