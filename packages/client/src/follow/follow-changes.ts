import type { TributaryClient } from '../create-tributary-client.ts'
import { changesListChanges } from '../generated/sdk.gen.ts'
import type { ChangesChange, ChangesChangeList, ChangesListChangesData } from '../generated/types.gen.ts'
import { retrying } from '../retrying.ts'
import { changesFollowChanges } from './changes-follow-changes.ts'
import type { FollowOptions } from './follow-events.ts'

export interface FollowChangesOptions extends FollowOptions {
  readonly client: TributaryClient
  /** `item`, `value`, `measurement`, `event`, `job`, `connection`. Default: all that the key covers. */
  readonly types?: readonly string[]
  /** Where a former iteration was: with it nothing is missed, however long ago. Default: all that there is. `now`: only what follows. */
  readonly cursor?: string | undefined
}

/** Changes to apply in their order, and the cursor to keep with them. */
export interface ChangeBatch {
  readonly changes: readonly ChangesChange[]
  readonly cursor: string
}

const MOST_OF_A_PAGE = 500

/**
 * All changes since a cursor, in pages, then each as it happens, until `signal` aborts. Connections that fail are replaced. Where the
 * cursor is too old or of another database, it throws a `TributaryProblem` with `CHANGES_START_OVER`: discard what you have, and begin
 * without a cursor.
 *
 * @example
 * for await (const { changes, cursor } of followChanges({ client, cursor: await load() })) await apply(changes, cursor)
 */
export async function* followChanges(
  options: FollowChangesOptions,
): AsyncGenerator<ChangeBatch, void, undefined> {
  const { client, types, cursor: _, ...follow } = options
  const filter = types === undefined ? {} : { types: [...types] }
  let cursor = ''
  for await (const page of missedChanges(options, filter)) {
    cursor = page.nextCursor
    if (page.items.length > 0) yield { changes: page.items, cursor }
  }
  const query = { ...filter, cursor }
  for await (const { change, cursor: after } of changesFollowChanges({ client, query, ...follow }))
    yield { changes: [change], cursor: after }
}

/** The pages of `GET /api/changes` up to now. Ends early where the signal aborts. */
async function* missedChanges(
  { client, signal, wait, cursor }: FollowChangesOptions,
  filter: { readonly types?: string[] },
): AsyncGenerator<ChangesChangeList, void, undefined> {
  let query: NonNullable<ChangesListChangesData['query']> = {
    ...filter,
    limit: MOST_OF_A_PAGE,
    ...(cursor === undefined ? {} : { cursor }),
  }
  const retry = { attempts: Number.POSITIVE_INFINITY, signal, ...(wait === undefined ? {} : { wait }) }
  const list = async () => changesListChanges({ client, query, ...(signal === undefined ? {} : { signal }) })
  for (;;) {
    const page = await retrying(list, retry).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error
    })
    if (page === undefined) return
    yield page.data
    if (!page.data.hasMore) return
    query = { ...query, cursor: page.data.nextCursor }
  }
}
