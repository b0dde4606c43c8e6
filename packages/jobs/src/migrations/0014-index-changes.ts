import { indexChanges } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** The feed of changes reads jobs by this index. */
export const indexJobChanges: Migration = {
  transaction: 'none',
  async up(db) {
    await indexChanges(db, { table: 'import_jobs', by: ['id'] })
  },
}
