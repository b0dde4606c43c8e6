import type { SelectQueryBuilder } from 'kysely'
import type { Database, TextRow } from './database.ts'
import { type PagesOptions, pageAfter, pagesByPlace } from './pages-by-place.ts'

/**
 * All rows of a query in pages, with the columns as PostgreSQL writes them: for exports. The next page is read while the caller works on one,
 * so at most two are in memory; a connection is held only while a page is read. The query must not order or limit.
 *
 * @example
 * for await (const rows of textPages(database, notes.select(['id', 'text']), { by: [['id', 'bigint']], limit: 1000 })) …
 */
export function textPages<DB, TB extends keyof DB, O>(
  database: Pick<Database, 'textRows'>,
  query: SelectQueryBuilder<DB, TB, O>,
  options: PagesOptions,
): AsyncGenerator<readonly TextRow[], void, undefined> {
  return pagesByPlace({
    limit: options.limit,
    read: (after) => database.textRows(pageAfter(query, options, after)),
    placeOf: (row) => row.slice(-options.by.length),
  })
}
