import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database, TextRow } from './database.ts'
import { afterPlace, type KeysetOptions, sortValue } from './keyset.ts'

/**
 * All rows of a query in pages, with the columns as PostgreSQL writes them: for exports. The next page is read while the caller works on one,
 * so at most two are in memory; a connection is held only while a page is read. The query must not order or limit.
 *
 * @example
 * for await (const rows of textPages(database, notes.select(['id', 'text']), { by: [['id', 'bigint']], limit: 1000 })) …
 */
export async function* textPages<DB, TB extends keyof DB, O>(
  database: Pick<Database, 'textRows'>,
  query: SelectQueryBuilder<DB, TB, O>,
  options: Pick<KeysetOptions, 'by' | 'direction' | 'limit'>,
): AsyncGenerator<readonly TextRow[], void, undefined> {
  const { by, direction = 'desc', limit } = options
  // The place of a row is in its last columns, which only the last row of a page needs.
  let pages = query.select(by.map(([column], index) => sql`${sql.ref(column)}::text`.as(`place_${index}`)))
  for (const entry of by) pages = pages.orderBy(sortValue(entry), direction)
  const read = (place?: TextRow) =>
    database.textRows((place === undefined ? pages : pages.where(afterPlace(options, place))).limit(limit))
  let next: Promise<readonly TextRow[]> | undefined = read()
  while (next !== undefined) {
    const rows: readonly TextRow[] = await next
    const last = rows.length < limit ? undefined : rows.at(-1)
    next = last === undefined ? undefined : read(last.slice(-by.length))
    // A failure is thrown where the page is awaited, which a caller that leaves before never reaches.
    next?.catch(() => {})
    if (rows.length > 0) yield rows
  }
}
