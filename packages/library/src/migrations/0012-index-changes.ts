import { indexChanges } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** The feed of changes reads items by this index. */
export const indexItemChanges: Migration = {
  transaction: 'none',
  async up(db) {
    await indexChanges(db, { table: 'media_items', by: ['id'] })
  },
}
