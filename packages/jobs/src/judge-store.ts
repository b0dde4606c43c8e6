import { storableText } from '@tributary/database'
import type { JobErrorCode, JobStatus } from '@tributary/integration-host'
import { type Kysely, sql } from 'kysely'
import { ENDED } from './job-states.ts'
import type { JobRow, JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** The error code of a job that failed because all of its records were rejected. */
export const ALL_REJECTED = 'all_rejected' satisfies JobErrorCode

/** The status of a job that was read to its end follows from how many of its records were rejected. */
export const judgedByRecords = {
  status: sql<JobStatus>`case when rejected = 0 then 'succeeded' when rejected = fetched then 'failed' else 'partial' end`,
  error_code: sql<
    string | null
  >`case when rejected > 0 and rejected = fetched then ${ALL_REJECTED}::text end`,
  error_message: sql<
    string | null
  >`case when rejected > 0 and rejected = fetched then 'None of the records could be used: see the list of rejected records for the reasons.' end`,
}

/** Matches the warning about rejected records, in PostgreSQL and here. */
const REJECTED_WARNING = '^[0-9]+ of [0-9]+ records could not be used\\. '

export function isRejectedWarning(warning: string): boolean {
  return new RegExp(REJECTED_WARNING).test(warning)
}

/** Replaces the warning about rejected records in a job's warnings; without a new one, removes it. */
export async function setRejectedWarning(db: Db, id: string, warning: string | undefined): Promise<void> {
  const text = warning === undefined ? null : storableText(warning)
  await db
    .updateTable('import_jobs')
    .set({
      warnings: sql<
        string[]
      >`array(select said from unnest(warnings) as said where said !~ ${REJECTED_WARNING})
        || array_remove(array[${text}::text], null)`,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * Counts rejected records that were written after all. Recalculates the status of a job that depended on them.
 * Resolves to its counts.
 */
export async function recordRetried(
  db: Db,
  id: string,
  counts: { inserted: number; unchanged: number },
): Promise<Pick<JobRow, 'id' | 'fetched' | 'rejected'> | undefined> {
  const written = counts.inserted + counts.unchanged
  const isJudged = sql<boolean>`${written}::integer > 0 and (
    (status = 'partial' and error_code is null) or (status = 'failed' and error_code = ${ALL_REJECTED}))`
  return db
    .updateTable('import_jobs')
    .set((eb) => ({
      inserted: eb('inserted', '+', counts.inserted),
      unchanged: eb('unchanged', '+', counts.unchanged),
      rejected: eb('rejected', '-', written),
      status: sql<JobStatus>`case when not (${isJudged}) then status
        when rejected = ${written}::integer then 'succeeded' else 'partial' end`,
      error_code: sql<string | null>`case when not (${isJudged}) then error_code end`,
      error_message: sql<string | null>`case when not (${isJudged}) then error_message end`,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .where('status', 'in', [...ENDED])
    .returning(['id', 'fetched', 'rejected'])
    .executeTakeFirst()
}
