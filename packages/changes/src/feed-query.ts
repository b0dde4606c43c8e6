import { arrayLiteral } from '@tributary/database'
import { type RawBuilder, sql } from 'kysely'
import type { ChangeType, KeyColumn } from './change-type.ts'
import type { FeedQuery } from './feed-store.ts'
import { KEY_OF_DELETION, keyOfRow, orderOf, type Start, startOfDeletions, startOfRows } from './key-order.ts'
import { BEGINNING, type Position } from './position.ts'

/** The whole range of a `bigint`: above every number of a change. */
const NEVER = '9223372036854775807'

/** False sorts first: what is left of the number that a reader is within. */
const BEGUN_FIRST = sql`change is distinct from asked.within_change`

/** A table of the feed: rows of a type, or deletions of any. */
interface Branch {
  /** Of the columns of `asked` that are its own. */
  readonly name: string
  /** With the types of its key. */
  readonly key: readonly KeyColumn[]
  readonly order: RawBuilder<unknown>
  readonly startOf: (position: Position) => Start
  /** The query of one part, whose rows are those of a condition, in an order. */
  readonly select: (where: RawBuilder<unknown>, order: RawBuilder<unknown>) => RawBuilder<unknown>
}

/**
 * The SQL of `readFeed`: for each of those asked for, what they have not received. Each table is read in the order of its index, from where
 * the reader is, until there are enough: numbers from `next` on, and each number that was open by itself.
 */
export function changesOf({ types, asked, limit }: FeedQuery): RawBuilder<unknown> {
  const positions = asked.map(({ position }) => position)
  const branches = [...types.map((type) => rowsOf(type, limit)), deletionsOf(types, limit)]
  // Left out where no position needs them, which is the rule when streams are followed.
  const isWithin = positions.some(({ within }) => within !== undefined)
  const hasOpen = positions.some(({ seen }) => seen.open.length > 0)
  const parts = branches.flatMap((branch) => [
    fromNext(branch, isWithin),
    ...(hasOpen ? [ofOpen(branch, isWithin)] : []),
  ])
  return sql`
    select asked.nr::integer as nr, found.* from ${tableOf(asked, isWithin ? branches : [])}
    cross join lateral (
      select * from (${sql.join(parts, sql` union all `)}) as each
      order by ${BEGUN_FIRST}, change, key collate "C"
      limit ${sql.lit(limit + 1)}
    ) as found
    order by asked.nr, ${BEGUN_FIRST}, change, key collate "C"`
}

/** Numbers from `next` on. The one that a reader is within is either the first of them, or one of those that were open. */
function fromNext(branch: Branch, isWithin: boolean): RawBuilder<unknown> {
  const { key, order } = branch
  const after = key.map(
    (_, n) =>
      sql`case when asked.within_change = asked.next then asked.${own(branch, n)} else ${lowestOf(branch, n)} end`,
  )
  const where = isWithin
    ? sql`(change_number, ${order}) > (asked.${own(branch, 'next')}, ${sql.join(after)})`
    : sql`change_number >= asked.next`
  return branch.select(where, sql`change_number, ${order}`)
}

/** Each number that was open by itself, so that the index gives its rows in order. */
function ofOpen(branch: Branch, isWithin: boolean): RawBuilder<unknown> {
  const { order } = branch
  if (!isWithin) {
    const found = branch.select(sql`change_number = open.number`, order)
    return sql`(select found.* from unnest(asked.open) as open (number) cross join lateral ${found} as found)`
  }
  const after = branch.key.map(
    (_, n) =>
      sql`case when number = asked.within_change then asked.${own(branch, n)} else ${lowestOf(branch, n)} end as ${own(branch, n)}`,
  )
  const starts = sql.join(branch.key.map((_, n) => sql`open.${own(branch, n)}`))
  const found = branch.select(sql`change_number = open.number and (${order}) > (${starts})`, order)
  return sql`(
    select found.* from (
      select number, ${sql.join(after)} from unnest(asked.open) as given (number)
      where number is distinct from asked.within_change or not asked.${own(branch, 'past')}
    ) as open cross join lateral ${found} as found
  )`
}

/** Below all values of a column of its key. */
function lowestOf({ key, startOf }: Branch, n: number): RawBuilder<unknown> {
  return sql`${sql.lit(startOf(BEGINNING).after[n] ?? '')}::${sql.raw(key[n]?.[1] ?? 'text')}`
}

/** A column of `asked` that belongs to one branch. */
function own({ name }: Branch, what: string | number): RawBuilder<unknown> {
  return sql.id(`${name}_${what}`)
}

/** One row each. Lists of numbers are arrays as text, since PostgreSQL has no arrays of arrays of different lengths. */
function tableOf(asked: FeedQuery['asked'], branches: readonly Branch[]): RawBuilder<unknown> {
  const positions = asked.map(({ position }) => position)
  const column = <T extends string | number | boolean | null>(
    type: string,
    read: (position: Position) => T,
  ) => sql`${arrayLiteral(positions.map((position) => textOf(read(position))))}::text[]::${sql.raw(type)}[]`
  const fields: (readonly [RawBuilder<unknown>, RawBuilder<unknown>])[] = [
    [sql`user_id`, sql`${arrayLiteral(asked.map(({ userId }) => userId))}::text[]`],
    [sql`next`, column('bigint', ({ seen }) => seen.next)],
    [sql`open`, column('text', ({ seen }) => arrayLiteral(seen.open))],
    [sql`within_change`, column('bigint', ({ within }) => within?.change ?? null)],
    [sql`born_next`, column('bigint', bornNext)],
    [sql`born_open`, column('text', ({ born }) => arrayLiteral(born?.open ?? []))],
    [sql`born_from`, column('bigint', bornFrom)],
    ...branches.flatMap((branch) => ownFields(branch, column)),
  ]
  const names = fields.map(([name]) => name)
  return sql`(
    select nr, ${sql.join(names.filter((_, n) => n !== 2 && n !== 5))}, open::bigint[], born_open::bigint[]
    from unnest(${sql.join(fields.map(([, value]) => value))}) with ordinality as given (${sql.join(names)}, nr)
  ) as asked`
}

type Column = (
  type: string,
  read: (position: Position) => string | number | boolean | null,
) => RawBuilder<unknown>

/** Where the rows of a branch go on. */
function ownFields(branch: Branch, column: Column): (readonly [RawBuilder<unknown>, RawBuilder<unknown>])[] {
  const isAtNext = ({ seen, within }: Position) => within?.change === seen.next
  const isPast = (position: Position) => branch.startOf(position).isPast
  return [
    [
      own(branch, 'next'),
      column('bigint', (position) => position.seen.next + Number(isAtNext(position) && isPast(position))),
    ],
    [own(branch, 'past'), column('boolean', isPast)],
    ...branch.key.map(
      ([, kind], n) =>
        [own(branch, n), column(kind, (position) => branch.startOf(position).after[n] ?? null)] as const,
    ),
  ]
}

function textOf(value: string | number | boolean | null): string | null {
  return value === null ? null : String(value)
}

/** A client without a cursor needs no deletions; later pages of its first reading only those from after it had begun. */
function bornNext(position: Position): string {
  if (position === BEGINNING) return NEVER
  return String(position.born?.next ?? 0)
}

function bornFrom(position: Position): string {
  return String(position.born?.open[0] ?? bornNext(position))
}

/** The rows of one table. The JSON is made of those that remain alone. */
function rowsOf(type: ChangeType, limit: number): Branch {
  const [columns, shown] = ['stored', 'shown'].map((alias) =>
    sql.join(type.columns.map((name) => sql.id(alias, name))),
  )
  return {
    name: type.type,
    key: type.key,
    order: orderOf(type, 'stored'),
    startOf: (position) => startOfRows(type, position),
    select: (where, order) => sql`(
      select ${sql.lit(type.type)} as type, shown.id_ as id, shown.change_ as change, shown.key_ as key,
        shown.at_ as at, (select row_to_json(r) from (select ${shown}) as r) as row
      from (
        select ${columns}, ${sql.raw(type.id)} as id_, change_number as change_, ${keyOfRow(type, 'stored')} as key_,
          updated_at as at_
        from ${sql.table(type.table)} as stored
        where stored.user_id = asked.user_id and ${where}
        order by ${order}
        limit ${sql.lit(limit + 1)}
      ) as shown
    )`,
  }
}

/**
 * Deletions sort before what the same transaction wrote. A row that is back is left out: its own change may have a lower number, of a
 * transaction that began before the deletion and ended after it.
 */
function deletionsOf(types: readonly ChangeType[], limit: number): Branch {
  const back = types.flatMap(({ type, isBack }) =>
    isBack === undefined ? [] : [sql`when gone.type = ${sql.lit(type)} then ${sql.raw(isBack)}`],
  )
  const isBack = back.length === 0 ? sql`false` : sql`case ${sql.join(back, sql` `)} else false end`
  return {
    name: 'deletions',
    key: [
      ['type', 'text'],
      ['id', 'text'],
    ],
    order: sql`gone.type, gone.id`,
    startOf: startOfDeletions,
    select: (where, order) => sql`(
      select gone.type, gone.id, change_number as change, ${KEY_OF_DELETION} as key, deleted_at as at, null::json as row
      from deleted_records as gone
      where gone.user_id = asked.user_id and ${where}
        and change_number >= asked.born_from
        and (change_number >= asked.born_next or change_number = any(asked.born_open))
        and gone.type = any(${arrayLiteral(types.map(({ type }) => type))}::text[])
        and not ${isBack}
      order by ${order}
      limit ${sql.lit(limit + 1)}
    )`,
  }
}
