import { type Static, type TSchema, Type } from 'typebox'
import { checkItems } from '../check-items.ts'
import type { Page, SyncContext } from '../stream.ts'
import { defined } from '../values/defined.ts'

/** A list that a provider returns page by page, each with the token of the next. */
export interface PagedList<T extends TSchema, Row> {
  /** Stable: an interrupted run resumes in this list. */
  readonly id: string
  /** The page of a token, the first without one. */
  readonly fetch: (pageToken: string | undefined) => Promise<ListPage>
  /** The schema of an item. An invalid item is rejected alone. */
  readonly schema: T
  /** The name of an item in messages: "A playlist item". */
  readonly what: string
  /**
   * The record of an item; `undefined` to skip it. `before` is when the last complete run began: what the list had then has been delivered
   * as it was then.
   */
  readonly toRecord: (item: Static<T>, run: { readonly before: string | undefined }) => Row | undefined
}

/** A page of a list. */
export interface ListPage {
  readonly items: readonly unknown[]
  /** The token of the next page; absent, `null` or empty on the last one. */
  readonly next?: string | null | undefined
}

/**
 * The cursor of a stream that reads whole lists.
 *
 * @example
 * type Place = Static<typeof ListsCursor>
 */
export const ListsCursor = Type.Object({
  /** RFC 3339: when the last complete run began. */
  before: Type.Optional(Type.String()),
  /** Of an interrupted run: when it began, its list and the token of its page there. */
  began: Type.Optional(Type.String()),
  list: Type.Optional(Type.String()),
  pageToken: Type.Optional(Type.String()),
})

/**
 * Reads lists that cannot be asked for changes, each as a whole in each run. An interrupted run resumes at its page. A token that has
 * expired is a refusal of the provider, which `api.classify` makes `cursor_expired`: then the stream begins again.
 *
 * @example
 * eventStream({
 *   id: 'stars', displayName: 'Stars', types: { star: { label: 'Star' } }, cursor: ListsCursor,
 *   sync: (context) => readLists(context, [{
 *     id: 'stars',
 *     fetch: async (pageToken) => context.http.get('/stars', { schema: Stars, query: { pageToken } }),
 *     schema: Star,
 *     what: 'A star',
 *     toRecord: toEvent,
 *   }]),
 * })
 */
export async function* readLists<T extends TSchema, Row>(
  { cursor, now, signal }: Pick<SyncContext<object, Static<typeof ListsCursor>>, 'cursor' | 'now' | 'signal'>,
  lists: readonly PagedList<T, Row>[],
): AsyncGenerator<Page<Row>> {
  const before = cursor?.before
  const first = lists.findIndex(({ id }) => id === cursor?.list)
  // A list that is gone cannot be resumed.
  const isResumed = first !== -1
  const began = (isResumed ? cursor?.began : undefined) ?? new Date(now()).toISOString()
  const rest = lists.slice(isResumed ? first : 0)
  for (const [index, { id, fetch, schema, what, toRecord }] of rest.entries()) {
    let pageToken = isResumed && index === 0 ? cursor?.pageToken : undefined
    do {
      signal.throwIfAborted()
      const page = await fetch(pageToken)
      const { items, rejected } = checkItems(schema, page.items, what)
      const records = items.flatMap((item) => toRecord(item, { before }) ?? [])
      pageToken = page.next || undefined
      const list = pageToken === undefined ? rest[index + 1]?.id : id
      yield {
        records,
        rejected,
        skipped: items.length - records.length,
        cursor: list === undefined ? { before: began } : defined({ before, began, list, pageToken }),
      }
    } while (pageToken !== undefined)
  }
}
