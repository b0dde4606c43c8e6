import { badCursor, decodeCursor, encodeCursor, type KeysetPage } from './keyset.ts'

export interface PageOptions<T> {
  /** What the list is called, so that a cursor of another list is refused. */
  readonly list: string
  /** What names an item within the list. */
  readonly id: (item: T) => string
  readonly limit: number
  /** `nextCursor` of the page before; absent for the first. */
  readonly cursor?: string | undefined
}

/**
 * One page of a short list that is in memory as a whole, in its order. Throws `DATABASE_BAD_CURSOR` (400), also for the cursor of an item that
 * is gone.
 *
 * @example
 * pageOf(plugins, { list: 'settings', id: ({ plugin }) => plugin, limit, cursor })
 */
export function pageOf<T>(all: readonly T[], { list, id, limit, cursor }: PageOptions<T>): KeysetPage<T> {
  let start = 0
  if (cursor !== undefined) {
    const [last] = decodeCursor(cursor, list, 1)
    start = all.findIndex((item) => id(item) === last) + 1
    if (start === 0) throw badCursor()
  }
  const items = all.slice(start, start + limit)
  const last = items.at(-1)
  const isLast = start + limit >= all.length || last === undefined
  return { items, nextCursor: isLast ? null : encodeCursor(list, [id(last)]) }
}
