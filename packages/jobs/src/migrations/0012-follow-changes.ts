import { trackChanges } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** What counts as a change. */
export const SHOWN_OF_JOBS = [
  'connection_id',
  'status',
  'fetched',
  'inserted',
  'updated',
  'unchanged',
  'rejected',
  'skipped',
  'pages',
  'progress',
  'fence',
  'filename',
  'window',
  'run_after',
  'error_code',
  'error_message',
  'error_line',
  'error_column',
  'warnings',
  'started_at',
  'finished_at',
] as const

/** Clients can ask for the jobs that have changed or were deleted since they asked last. */
export const followChanges: Migration = {
  up: (db) =>
    trackChanges(db, {
      table: 'import_jobs',
      type: 'job',
      id: 'id::text',
      shown: SHOWN_OF_JOBS,
    }),
}
