import { trackColumns } from '@tributary/changes'
import type { Migration } from '@tributary/database'
import { SHOWN_OF_JOBS } from './0012-follow-changes.ts'

/** Deleting the file of a job changes `fileKept`. */
export const followKeptFiles: Migration = {
  up: (db) => trackColumns(db, { table: 'import_jobs', shown: [...SHOWN_OF_JOBS, 'upload_id'] }),
}
