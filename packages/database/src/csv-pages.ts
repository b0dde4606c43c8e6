import type { Kysely, SelectQueryBuilder } from 'kysely'
import { copyRows } from './copy-rows.ts'
import type { KeysetType } from './keyset.ts'
import { type PagesOptions, pageAfter, pagesByPlace } from './pages-by-place.ts'

/** Lines of CSV (RFC 4180). */
export interface CsvPage {
  readonly lines: Buffer
  readonly count: number
}

/** As `PagesOptions`, by values whose texts have no comma. */
export interface CsvOptions extends PagesOptions {
  readonly by: readonly (readonly [column: string, type: Exclude<KeysetType, 'text'>])[]
}

const COMMA = 0x2c
const LINE_END = Buffer.from('\r\n')

/**
 * All rows of a query in pages, as CSV that PostgreSQL writes (`COPY`), without a header: in less processor time than reading the columns and joining
 * them. Null is an empty cell, an empty text is `""`. The next page is read while the caller works on one, and the lines of that one are a copy of its rows, so at
 * most three are in memory; a connection is held only while a page is read. The query must not order or limit.
 *
 * @example
 * for await (const { lines } of csvPages(db, notes.select(['id', 'text']), { by: [['id', 'bigint']], limit: 1000 })) …
 */
export async function* csvPages<DB, TB extends keyof DB, O>(
  db: Kysely<DB>,
  query: SelectQueryBuilder<DB, TB, O>,
  options: CsvOptions,
): AsyncGenerator<CsvPage, void, undefined> {
  const { by, limit } = options
  const pages = pagesByPlace({
    limit,
    read: async (after) => {
      const [_header, ...rows] = await copyRows(db, pageAfter(query, options, after), 'csv')
      return rows
    },
    placeOf: (row) => placeOf(row, by.length),
  })
  for await (const rows of pages) {
    const lines = rows.flatMap((row) => [row.subarray(0, startOfPlace(row, by.length)), LINE_END])
    yield { lines: Buffer.concat(lines), count: rows.length }
  }
}

/** Where the sort values of a row begin, with the comma before them. */
function startOfPlace(row: Buffer, values: number): number {
  let start = row.length
  for (let value = 0; value < values; value += 1) start = row.lastIndexOf(COMMA, start - 1)
  return start
}

function placeOf(row: Buffer, values: number): readonly string[] {
  // Without the line feed.
  return row
    .subarray(startOfPlace(row, values) + 1, -1)
    .toString()
    .split(',')
}
