import { indexChanges } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** The feed of changes reads connections by this index. */
export const indexConnectionChanges: Migration = {
  transaction: 'none',
  async up(db) {
    await indexChanges(db, { table: 'user_integrations', by: ['id'] })
  },
}
