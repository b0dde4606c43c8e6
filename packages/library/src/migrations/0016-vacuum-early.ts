import { type Migration, vacuumInsertsEarly } from '@tributary/database'

export const vacuumEarly: Migration = {
  async up(db) {
    await vacuumInsertsEarly(db, 'media_items')
  },
}
