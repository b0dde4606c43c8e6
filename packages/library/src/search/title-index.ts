import { MEDIA_TYPES } from '@tributary/integration-kit/host'
import type { SearchIndex } from '@tributary/integration-kit/providers'
import { type Kysely, sql } from 'kysely'
import { itemsOf } from '../item-store.ts'
import type { LibraryTables } from '../tables.ts'

/**
 * The search that is built in: by titles in PostgreSQL, with the statement of the lists, the newest first. The table is the index: what is committed to
 * it is found, so there is nothing to write.
 */
export function titleIndex(db: Kysely<LibraryTables>): Pick<SearchIndex, 'query'> {
  return {
    async query({ personId, text, source: integration, kind, from, before, offset = 0, limit }) {
      const type = MEDIA_TYPES.find((each) => each === kind)
      if (kind !== undefined && type === undefined) return { ids: [], estimatedTotal: 0 }
      let items = itemsOf(db, personId, { text, integration, type })
      if (from !== undefined) items = items.where('sort_at', '>=', new Date(from))
      if (before !== undefined) items = items.where('sort_at', '<', new Date(before))
      const [page, counted] = await Promise.all([
        items
          .select('id')
          .orderBy('sort_at', 'desc')
          .orderBy('id', 'desc')
          .offset(offset)
          .limit(limit)
          .execute(),
        items.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow(),
      ])
      return { ids: page.map(({ id }) => String(id)), estimatedTotal: counted.total }
    },
  }
}
