import { type RawBuilder, sql } from 'kysely'
import { badCursor } from './change-cursor.ts'
import type { ChangeType, KeyColumn } from './change-type.ts'
import type { Position } from './position.ts'

/** Below every character of a name, so that keys sort as their parts do. */
const SEPARATOR = '\u0001'

/** A value below all of a type. */
const LOWEST = {
  bigint: '-1',
  date: '-infinity',
  text: '',
  uuid: '00000000-0000-0000-0000-000000000000',
} as const

const FORMS = {
  bigint: /^\d{19}$/,
  date: /^\d{4,6}-\d\d-\d\d$/,
  text: /^[^\0]*$/,
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/,
} as const

/** Deletions sort before what the same transaction wrote, each by type. */
const DELETED = '1/'

/** What the rows of a type begin their keys with. */
function prefixOf({ type }: ChangeType): string {
  return `2/${type}/`
}

/** A row's key: text in the order of the columns. */
export function keyOfRow(type: ChangeType, alias: string): RawBuilder<string> {
  const parts = type.key.map(([column, kind]) => textOf(sql.id(alias, column), kind))
  return sql`(${sql.lit(prefixOf(type))} || ${sql.join(parts, sql` || ${sql.lit(SEPARATOR)} || `)})`
}

function textOf(column: RawBuilder<unknown>, kind: KeyColumn[1]): RawBuilder<unknown> {
  if (kind === 'bigint') return sql`lpad(${column}::text, 19, '0')`
  return kind === 'date' ? sql`to_char(${column}, 'YYYY-MM-DD')` : sql`${column}::text`
}

/** The same of a recorded deletion. */
export const KEY_OF_DELETION: RawBuilder<string> = sql`(${sql.lit(DELETED)} || gone.type || '/' || gone.id)`

/** By the index. Text by code point, as keys are compared. */
export function orderOf({ key }: ChangeType, alias: string): RawBuilder<unknown> {
  return sql.join(
    key.map(([column, kind]) =>
      kind === 'text' ? sql`${sql.id(alias, column)} collate "C"` : sql.id(alias, column),
    ),
  )
}

/** Where the rows of a type go on within the number that a reader is within. */
export interface Start {
  /** It has received all rows of that number. */
  readonly isPast: boolean
  /** The key columns of the last row that it has received, or values below all others. */
  readonly after: readonly string[]
}

export function startOfRows(type: ChangeType, { within }: Position): Start {
  const lowest = type.key.map(([, kind]) => LOWEST[kind])
  const prefix = prefixOf(type)
  if (within === undefined || within.key < prefix) return { isPast: false, after: lowest }
  if (!within.key.startsWith(prefix)) return { isPast: true, after: lowest }
  const parts = within.key.slice(prefix.length).split(SEPARATOR)
  const last = type.key.length - 1
  const values = [...parts.slice(0, last), parts.slice(last).join(SEPARATOR)]
  const isOfType = type.key.every(([, kind], n) => FORMS[kind].test(values[n] ?? '\0'))
  if (!isOfType) throw badCursor()
  return { isPast: false, after: values }
}

/** The same for deletions, whose key columns are the type and the id. */
export function startOfDeletions({ within }: Position): Start {
  if (within === undefined || within.key < DELETED) return { isPast: false, after: ['', ''] }
  if (!within.key.startsWith(DELETED)) return { isPast: true, after: ['', ''] }
  const [type = '', ...id] = within.key.slice(DELETED.length).split('/')
  return { isPast: false, after: [type, id.join('/')] }
}
