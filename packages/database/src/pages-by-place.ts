import { type SelectQueryBuilder, sql } from 'kysely'
import { afterPlace, type KeysetOptions, sortValue } from './keyset.ts'

/** How all rows of a query are ordered, and how many a page has. */
export type PagesOptions = Pick<KeysetOptions, 'by' | 'direction' | 'limit'>

/** The sort values of a row, as PostgreSQL writes them. */
type Place = readonly (string | null)[]

export interface PageReader<Row> {
  readonly limit: number
  /** At most `limit` rows, after a place if there is one. */
  read(after?: Place): Promise<readonly Row[]>
  placeOf(row: Row): Place
}

/** Reads pages one after the other, each while the caller works on the one before, so at most two are in memory. An empty page is not yielded. */
export async function* pagesByPlace<Row>({
  limit,
  read,
  placeOf,
}: PageReader<Row>): AsyncGenerator<readonly Row[], void, undefined> {
  let next: Promise<readonly Row[]> | undefined = read()
  while (next !== undefined) {
    const rows: readonly Row[] = await next
    const last = rows.length < limit ? undefined : rows.at(-1)
    next = last === undefined ? undefined : read(placeOf(last))
    // A failure is thrown where the page is awaited, which a caller that leaves before never reaches.
    next?.catch(() => {})
    if (rows.length > 0) yield rows
  }
}

/** One page of a query. The sort values of its rows are its last columns. */
export function pageAfter<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  { by, direction = 'desc', limit }: PagesOptions,
  after?: Place,
) {
  let page = query.select(by.map(([column], index) => sql.ref(column).as(`place_${index + 1}`)))
  for (const entry of by) page = page.orderBy(sortValue(entry), direction)
  return (after === undefined ? page : page.where(afterPlace({ by, direction }, after))).limit(limit)
}
