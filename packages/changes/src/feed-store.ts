import { arrayLiteral } from '@tributary/database'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { ChangeType } from './change-type.ts'
import type { Epoch } from './epoch-store.ts'
import type { Ordered, Position } from './position.ts'
import { BEGINNING } from './position.ts'
import { isVisible, parseSnapshot, type Snapshot } from './snapshot.ts'
import type { ChangesTables } from './tables.ts'

/** Whose changes are read, and from where on. */
export interface Asked {
  readonly userId: string
  readonly position: Position
}

/** A change as it is stored. */
export interface FoundChange extends Ordered {
  readonly type: string
  readonly id: string
  /** When the transaction that made it began. */
  readonly at: string
  /** The row; `null`: it was deleted. */
  readonly row: Readonly<Record<string, unknown>> | null
}

/** What one statement read. All of it is of one moment. */
export interface FeedRead {
  readonly now: Snapshot
  readonly epochs: readonly Epoch[]
  /** For each of those asked for, in order: at most `limit` changes, and whether there are more. */
  readonly pages: readonly { readonly found: readonly FoundChange[]; readonly hasMore: boolean }[]
}

interface FeedQuery {
  readonly types: readonly ChangeType[]
  readonly asked: readonly Asked[]
  /** For each of them. */
  readonly limit: number
}

interface Row {
  readonly snapshot: string
  readonly epochs: readonly Epoch[]
  readonly found: readonly (FoundChange & { readonly nr: number })[]
}

/** The whole range of a `bigint`: above every number of a change. */
const NEVER = '9223372036854775807'

/**
 * Reads the changes of any number of people, each from their own position on, in one statement. What its snapshot sees is what has been
 * committed, so a transaction that ends later is among the changes of a later read, however low its number is, and holds up no other.
 */
export async function readFeed(db: Kysely<ChangesTables>, query: FeedQuery): Promise<FeedRead> {
  const { rows } = await sql<Row>`
    select
      pg_current_snapshot()::text as snapshot,
      (
        select coalesce(json_agg(json_build_object(
          'id', id, 'offset', number_offset, 'change', change_number, 'prunedTo', pruned_to) order by seq), '[]')
        from change_epochs
      ) as epochs,
      (select coalesce(json_agg(found), '[]') from (${changesOf(query)}) as found) as found`.execute(db)
  const row = rows[0] ?? { snapshot: '', epochs: [], found: [] }
  const now = parseSnapshot(row.snapshot, row.epochs.at(-1)?.offset ?? 0)
  const byNumber = Map.groupBy(row.found, ({ nr }) => nr)
  const pages = query.asked.map((_, index) => {
    const all = byNumber.get(index + 1) ?? []
    // `parseSnapshot` may have lowered the snapshot: what is above it comes later.
    const found = all.slice(0, query.limit).filter(({ change }) => isVisible(now, change))
    return { found, hasMore: all.length > query.limit }
  })
  return { now, epochs: row.epochs, pages }
}

/** Only the state of the database, for a follower that has just begun. */
export function readNow(db: Kysely<ChangesTables>): Promise<FeedRead> {
  return readFeed(db, { types: [], asked: [], limit: 0 })
}

/** The numbers that a reader has not seen: those from `next` on, or those that were open. Apart, so that each part follows the index. */
type Part = 'next' | 'open'

/** False sorts first. */
const BEGUN_FIRST = sql`change is distinct from asked.within_change`

/** The order of a part. Of those from `next` on, the number that a reader is within is the first anyhow, as the index has it. */
const ORDERS = {
  next: sql`change_number`,
  open: sql`change_number is distinct from asked.within_change, change_number`,
} as const

const PARTS = {
  next: sql`change_number >= asked.next`,
  open: sql`change_number = any(asked.open)`,
} as const

function changesOf({ types, asked, limit }: FeedQuery): RawBuilder<unknown> {
  const open = asked.some(({ position }) => position.seen.open.length > 0)
  const parts: readonly Part[] = open ? ['next', 'open'] : ['next']
  const branches = parts.flatMap((part) => [
    ...types.map((type) => upsertsOf(type, part, limit)),
    deletionsOf(types, part, limit),
  ])
  return sql`
    select asked.nr::integer as nr, found.* from ${tableOf(asked, types)}
    cross join lateral (
      select * from (${sql.join(branches, sql` union all `)}) as each
      order by ${BEGUN_FIRST}, change, key collate "C"
      limit ${sql.lit(limit + 1)}
    ) as found
    order by asked.nr, ${BEGUN_FIRST}, change, key collate "C"`
}

/** One row each. Lists of numbers are arrays as text, since PostgreSQL has no arrays of arrays of different lengths. */
function tableOf(asked: readonly Asked[], types: readonly ChangeType[]): RawBuilder<unknown> {
  const positions = asked.map(({ position }) => position)
  const column = <T extends string | number | null>(read: (position: Position) => T) =>
    arrayLiteral(positions.map(read))
  const numeric = types.filter(({ numericId }) => numericId !== undefined)
  const after = numeric.map((type) => sql`, ${column((position) => lastIdOf(type, position))}::bigint[]`)
  const names = sql.join(
    numeric.map((type) => sql`, ${afterOf(type.type)}`),
    sql``,
  )
  return sql`(
    select nr, user_id, next, open::bigint[], within_change, within_key, born_next, born_open::bigint[]${names}
    from unnest(
      ${arrayLiteral(asked.map(({ userId }) => userId))}::text[],
      ${column(({ seen }) => seen.next)}::bigint[],
      ${column(({ seen }) => arrayLiteral(seen.open))}::text[],
      ${column(({ within }) => within?.change ?? null)}::bigint[],
      ${column(({ within }) => within?.key ?? null)}::text[],
      ${column(bornNext)}::bigint[],
      ${column(({ born }) => arrayLiteral(born?.open ?? []))}::text[]${sql.join(after, sql``)}
    ) with ordinality as given (user_id, next, open, within_change, within_key, born_next, born_open${names}, nr)
  ) as asked`
}

/** The column of `asked` with `lastIdOf` a type. */
function afterOf(type: string): RawBuilder<unknown> {
  return sql.id(`after_${type}`)
}

/** The last id of the number `next` that a reader has received, of a type with numeric ids. */
function lastIdOf({ type }: ChangeType, { seen, within }: Position): string {
  if (within?.change !== seen.next) return '-1'
  const prefix = `2/${type}/`
  if (within.key.startsWith(prefix)) return String(BigInt(within.key.slice(prefix.length)))
  return within.key > prefix ? NEVER : '-1'
}

/** A client without a cursor needs no deletions; later pages of its first reading only those from after it had begun. */
function bornNext(position: Position): string {
  if (position === BEGINNING) return NEVER
  return String(position.born?.next ?? 0)
}

/** The rows of one table. The JSON is made of those that remain alone. */
function upsertsOf(type: ChangeType, part: Part, limit: number): RawBuilder<unknown> {
  const [columns, shown] = ['stored', 'shown'].map((alias) =>
    sql.join(type.columns.map((name) => sql.id(alias, name))),
  )
  const { key, order, isAfter } = orderOf(type, part)
  return sql`(
    select ${sql.lit(type.type)} as type, shown.id_ as id, shown.change_ as change, shown.key_ as key,
      shown.at_ as at, (select row_to_json(r) from (select ${shown}) as r) as row
    from (
      select ${columns}, ${sql.raw(type.id)} as id_, change_number as change_, ${key} as key_, updated_at as at_
      from ${sql.table(type.table)} as stored
      where stored.user_id = asked.user_id and ${isAfter}
      order by ${ORDERS[part]}, ${order}
      limit ${sql.lit(limit + 1)}
    ) as shown
  )`
}

/** Rows that existed before changes were recorded all have one number, so that the order within a number matters for large tables. */
function orderOf({ type, id, numericId }: ChangeType, part: Part) {
  if (numericId === undefined) {
    const key = sql`(${sql.lit(`2/${type}/`)} || ${sql.raw(id)})`
    return { key, order: sql`${key} collate "C"`, isAfter: sql`${PARTS[part]} and ${isBehind(key)}` }
  }
  const column = sql.id('stored', numericId)
  // As text in the same order.
  const key = sql`(${sql.lit(`2/${type}/`)} || lpad(${column}::text, 19, '0'))`
  const isAfter =
    part === 'open'
      ? sql`${PARTS.open} and ${isBehind(key)}`
      : sql`(change_number, ${column}) > (asked.next, asked.${afterOf(type)})`
  return { key, order: column, isAfter }
}

/** Whether a row has not been received of the number that a reader is within. */
function isBehind(key: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(asked.within_change is distinct from change_number or ${key} collate "C" > asked.within_key)`
}

/**
 * Deletions sort before what the same transaction wrote. A row that is back is left out: its own change may have a lower number, of a
 * transaction that began before the deletion and ended after it.
 */
function deletionsOf(types: readonly ChangeType[], part: Part, limit: number): RawBuilder<unknown> {
  const key = sql`('1/' || gone.type || '/' || gone.id)`
  const back = types.flatMap(({ type, isBack }) =>
    isBack === undefined ? [] : [sql`when gone.type = ${sql.lit(type)} then ${sql.raw(isBack)}`],
  )
  const isBack = back.length === 0 ? sql`false` : sql`case ${sql.join(back, sql` `)} else false end`
  return sql`(
    select gone.type, gone.id, change_number as change, ${key} as key, deleted_at as at, null::json as row
    from deleted_records as gone
    where gone.user_id = asked.user_id and ${PARTS[part]}
      and (change_number >= asked.born_next or change_number = any(asked.born_open))
      and ${isBehind(key)}
      and gone.type = any(${arrayLiteral(types.map(({ type }) => type))}::text[])
      and not ${isBack}
    order by ${ORDERS[part]}, ${key} collate "C"
    limit ${sql.lit(limit + 1)}
  )`
}
