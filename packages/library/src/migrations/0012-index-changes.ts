import { indexChanges, indexUpdates } from '@tributary/changes'
import type { Migration } from '@tributary/database'

/** The feed of changes reads items by the first index, lists with `updatedSince` by the second. */
export const indexItemChanges: Migration = {
  transaction: 'none',
  async up(db) {
    await indexChanges(db, { table: 'media_items', by: ['id'] })
    await indexUpdates(db, 'media_items')
  },
}
