import { type Kysely, sql } from 'kysely'
import { laneOf, type NewJob } from './job-store.ts'
import type { JobRow, JobsTables } from './tables.ts'

/**
 * The waiting or running sync of the same connection, dates and streams, by any requester: two concurrent requests make
 * one job. `undefined` without one, or if the job is not a sync. The caller holds the lock of the
 * person, so that of two racing requests the second finds the job of the first.
 */
export async function findSameSync(trx: Kysely<JobsTables>, job: NewJob): Promise<JobRow | undefined> {
  const { kind = 'sync', window, streams } = job
  if (kind !== 'sync') return undefined
  return trx
    .selectFrom('import_jobs')
    .selectAll()
    .where('lane', '=', laneOf({ ...job, kind }))
    .where('kind', '=', 'sync')
    .where('status', 'in', ['queued', 'running'])
    .where('cancel_requested', '=', false)
    .where(
      sql<boolean>`"window" is not distinct from ${window === undefined ? null : JSON.stringify(window)}::jsonb`,
    )
    .where(sql<boolean>`streams is not distinct from ${streams === undefined ? null : [...streams]}::text[]`)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
}
