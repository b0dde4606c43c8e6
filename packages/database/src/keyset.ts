import { createHash } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import { type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { byCodePoint } from './collation.ts'
import { databaseErrors } from './database-errors.ts'
import { sqlState } from './sqlstate.ts'

/** The types a list can be sorted by. Values travel in the cursor as PostgreSQL's own text, so none loses precision. */
export type KeysetType =
  | 'text'
  | 'uuid'
  | 'timestamptz'
  | 'date'
  | 'bigint'
  | 'integer'
  | 'numeric'
  | 'boolean'

/** The sort order of a list and the start of a page. */
export interface KeysetOptions {
  /** What the list is called: lists that are sorted alike refuse each other's cursors. */
  readonly list: string
  /**
   * The sort columns, most significant first, none of them nullable and the last one unique. All have the same
   * direction, as `(a, id) < ($1, $2)` requires, so that an index on them is used.
   */
  readonly by: readonly (readonly [column: string, type: KeysetType])[]
  /** Default `desc`. */
  readonly direction?: 'asc' | 'desc'
  readonly limit: number
  /** The filters of the list. A cursor made with others is refused: its page would be one of another list. */
  readonly filters?: Readonly<Record<string, unknown>> | undefined
  /** `nextCursor` of the page before; absent for the first. */
  readonly cursor?: string | undefined
}

/** One page of a list. */
export interface KeysetPage<T> {
  /**
   * The rows, each also with its sort values as texts (`keyset_1`, …), which are not for clients: choose the fields that are sent. Copies without these would
   * take longer than that choice.
   */
  readonly items: T[]
  /** What to pass as `cursor` for the page after; `null` on the last. */
  readonly nextCursor: string | null
}

const LONGEST_CURSOR = 2_048
/** The sort values of a row, as PostgreSQL's texts: a column each, in less than half the time of one list of them. */
const placeColumn = (index: number) => `keyset_${index + 1}` as const

/**
 * Runs a query as one page of a list that stays stable while rows are inserted and deleted. The query must not order
 * or limit. An invalid cursor throws `DATABASE_BAD_CURSOR` (400); a sort value that is null, `TypeError`.
 *
 * @example
 * const page = await keysetPage(db.selectFrom('media_items').selectAll().where('user_id', '=', userId), {
 *   list: 'items', by: [['consumed_at', 'timestamptz'], ['id', 'uuid']], limit: 50, cursor: request.query.cursor, filters,
 * })
 */
export async function keysetPage<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  options: KeysetOptions,
): Promise<KeysetPage<O>> {
  return runPage<O>(options, () => pageQuery(query, options).execute())
}

/**
 * The same of the rows of several queries with the same columns, as one list. Each is read by its own index until the page is full: over a `union all` of
 * them PostgreSQL would sort all of their rows. Each query selects the sort columns, under their names; one that computes them is a subquery.
 *
 * @example
 * const page = await mergedKeysetPage(db, [notes, archivedNotes], { list: 'notes', by: [['written_at', 'timestamptz'], ['id', 'bigint']], limit: 50 })
 */
export async function mergedKeysetPage<O>(
  // oxlint-disable-next-line typescript/no-explicit-any -- of any tables
  db: Kysely<any>,
  // oxlint-disable-next-line typescript/no-explicit-any -- each of its own table
  queries: readonly SelectQueryBuilder<any, any, O>[],
  options: KeysetOptions,
): Promise<KeysetPage<O>> {
  const { by, direction = 'desc', limit } = options
  return runPage<O>(options, async () => {
    const pages = queries.map((query) => sql`(${pageQuery(query, options)})`)
    const order = sql.join(by.map((entry) => sql`${sortValue(entry)} ${sql.raw(direction)}`))
    const { rows } = await sql<Placed<O>>`
      select * from (${sql.join(pages, sql` union all `)}) as merged order by ${order} limit ${limit + 1}`.execute(
      db,
    )
    return rows
  })
}

/**
 * The same in two steps of one statement: `choose` selects the sort columns, and what `read` joins its rows by, from an index that has all of
 * these and the columns of the filters. So rows that a filter leaves out are not read.
 *
 * @example
 * const page = await chosenKeysetPage(db, notes.select(['id', 'written_at']), {
 *   read: (chosen) => chosen.innerJoin('notes', 'notes.id', 'chosen.id').select('notes.text'),
 *   list: 'notes', by: [['written_at', 'timestamptz'], ['id', 'bigint']], limit: 50,
 * })
 */
export async function chosenKeysetPage<O>(
  // oxlint-disable-next-line typescript/no-explicit-any -- of any tables
  db: Kysely<any>,
  // oxlint-disable-next-line typescript/no-explicit-any -- of any table
  choose: SelectQueryBuilder<any, any, any>,
  options: KeysetOptions & {
    // oxlint-disable-next-line typescript/no-explicit-any -- what is joined
    read(chosen: SelectQueryBuilder<any, any, object>): SelectQueryBuilder<any, any, O>
  },
): Promise<KeysetPage<O>> {
  const { by, direction = 'desc' } = options
  return runPage<O>(options, () => {
    let page = options
      .read(db.selectFrom(pageQuery(choose, options).as('chosen')))
      .select(by.map((_, index) => `chosen.${placeColumn(index)}`))
    for (const [column, type] of by) page = page.orderBy(sortValue([`chosen.${column}`, type]), direction)
    return page.execute()
  })
}

/** One row more than the page has, each with its sort values. */
function pageQuery<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>, options: KeysetOptions) {
  const { by, direction = 'desc', limit, cursor } = options
  let page = query.select(
    by.map(([column], index) => sql<string>`${sql.ref(column)}::text`.as(placeColumn(index))),
  )
  if (cursor !== undefined)
    page = page.where(afterPlace(options, decodeCursor(cursor, tagOf(options), by.length)))
  for (const entry of by) page = page.orderBy(sortValue(entry), direction)
  return page.limit(limit + 1)
}

async function runPage<O>(
  options: KeysetOptions,
  run: () => Promise<readonly Placed<O>[]>,
): Promise<KeysetPage<O>> {
  const { by, limit, cursor } = options
  const rows = await run().catch((error: unknown) => {
    // Class 22, data exception: only a cursor made up by hand holds a value its column cannot.
    if (cursor !== undefined && sqlState(error)?.startsWith('22')) throw badCursor(error)
    throw error
  })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown,
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor(
            tagOf(options),
            by.map((entry, index) => cursorValue(entry, last[placeColumn(index)])),
          )
        : null,
  }
}

type Placed<O> = O & { readonly [place in ReturnType<typeof placeColumn>]: string | null }

function cursorValue([column]: KeysetOptions['by'][number], value: string | null | undefined): string {
  if (value === null || value === undefined)
    throw new TypeError(`A list cannot be sorted by ${column}, which is null in a row.`)
  return value
}

/** The rows after the one with these sort values. */
export function afterPlace(
  { by, direction = 'desc' }: Pick<KeysetOptions, 'by' | 'direction'>,
  values: readonly (string | null)[],
) {
  const columns = sql.join(by.map(sortValue))
  // The type is one of `KeysetType`, never input.
  const bounds = sql.join(by.map(([, type], i) => sql`${values[i]}::${sql.raw(type)}`))
  return direction === 'desc'
    ? sql<SqlBool>`(${columns}) < (${bounds})`
    : sql<SqlBool>`(${columns}) > (${bounds})`
}

/** Text by code point: the same order on every database. An index still serves the preceding columns. */
export function sortValue([column, type]: KeysetOptions['by'][number]) {
  return type === 'text' ? byCodePoint(column) : sql.ref(column)
}

/** Binds a cursor to its list, sort order and filters, so that a cursor of another list is refused. */
function tagOf({ list, by, direction = 'desc', filters = {} }: KeysetOptions): string {
  // Without those that are absent, and in one order: a client may add `?type=` before or after `?from=`.
  const given = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([list, direction, by, given]))
    .digest('base64url')
    .slice(0, 6)
}

/** Makes an opaque cursor of sort values. */
export function encodeCursor(tag: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([tag, ...values])).toString('base64url')
}

/** Reads a cursor back. Throws `DATABASE_BAD_CURSOR` unless it was made with the same tag and as many values. */
export function decodeCursor(cursor: string, tag: string, length: number): readonly string[] {
  if (cursor.length > LONGEST_CURSOR) throw badCursor()
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (error) {
    throw badCursor(error)
  }
  if (!Array.isArray(parsed) || parsed.length !== length + 1 || parsed[0] !== tag) throw badCursor()
  const values: unknown[] = parsed.slice(1)
  if (!values.every((value) => typeof value === 'string')) throw badCursor()
  return values
}

export function badCursor(cause?: unknown): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_BAD_CURSOR, {
    detail:
      'Request the list again without a cursor, or use the cursor with the filters and order it was created for.',
    cause,
  })
}
