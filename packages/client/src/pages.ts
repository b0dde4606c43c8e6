import type { Operation, OperationOptions, OperationResult } from './operation.ts'

/** A page as the API answers every list. `hasMore` is only in the feed of changes, whose `nextCursor` is never null. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
  readonly hasMore?: boolean
}

interface ListOptions {
  readonly query?: { readonly cursor?: string }
}

/**
 * The pages of a list, from the `cursor` of the query or the beginning to the end. Breaking out of the loop stops; `signal` aborts, and
 * the request in progress throws its reason.
 *
 * @example
 * for await (const { items, nextCursor } of pages(libraryListItems, { client, query: { limit: 500 } })) await store(items, nextCursor)
 */
export async function* pages<Op extends Operation<unknown>, Item>(
  operation: Op & Operation<Page<Item>>,
  options: OperationOptions<Op>,
): AsyncGenerator<Page<Item>, void, undefined> {
  // What the operation takes is checked where this is called; here it is only known to be that of a list.
  const list = operation as unknown as (options: ListOptions) => Promise<OperationResult<Page<Item>>>
  const given = options as ListOptions
  let query = given.query ?? {}
  for (;;) {
    const { data: page } = await list({ ...given, query })
    yield page
    const cursor = page.hasMore === false ? null : page.nextCursor
    if (cursor === null) return
    if (cursor === query.cursor)
      throw new Error(`the list does not end: its cursor ${cursor} leads to itself`)
    query = { ...query, cursor }
  }
}

/**
 * The items of a list, page by page.
 *
 * @example
 * for await (const job of items(jobsListJobs, { client, query: { status: 'failed' } })) console.log(job.error?.message)
 */
export async function* items<Op extends Operation<unknown>, Item>(
  operation: Op & Operation<Page<Item>>,
  options: OperationOptions<Op>,
): AsyncGenerator<Item, void, undefined> {
  for await (const page of pages(operation, options)) yield* page.items
}
