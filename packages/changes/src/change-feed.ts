import { serviceKey } from '@tributary/core'

/** One change of a person's data. */
export interface FeedChange {
  /** As a `ChangeType` names it: `item`. */
  readonly type: string
  /** Unique for the type. */
  readonly id: string
  readonly change: 'upsert' | 'delete'
  /** Instant at which the transaction that made the change began. */
  readonly at: string
  /** As it is now; `null`: deleted. */
  readonly resource: unknown
}

/** One page of a person's changes, in the order in which to apply them. */
export interface ChangePage {
  readonly items: readonly FeedChange[]
  /** What to pass as `cursor` next time. */
  readonly nextCursor: string
  /** Whether there is more now. */
  readonly hasMore: boolean
}

/** What a reader asks for. */
export interface ChangeQuery {
  readonly userId: string
  /** Those that can be followed. */
  readonly types: readonly string[]
  /** `nextCursor` of the page before. Without: from the beginning, all that there is. `now`: only what follows. */
  readonly cursor?: string | undefined
  readonly limit: number
}

/** What a reader of several people asks for. */
export interface EachQuery extends Pick<ChangeQuery, 'types' | 'limit'> {
  /** Each with a cursor as in `ChangeQuery`; `now` is not accepted. */
  readonly people: readonly Pick<ChangeQuery, 'userId' | 'cursor'>[]
}

/** The feed, for plugins that pass changes on. */
export interface ChangeFeed {
  /** The types that can be followed, each with the scopes of which a key needs one. */
  types(): readonly { readonly type: string; readonly scopes: readonly string[] }[]
  /**
   * Reads one page: each change once, and of several changes of one resource possibly the last alone. Throws `DATABASE_BAD_CURSOR` for a
   * cursor that is malformed or of other types, and `CHANGES_START_OVER` for one that has become invalid.
   *
   * @example
   * const { items, nextCursor } = await context.getService(changeFeed).read({ userId, types: ['item'], cursor, limit: 500 })
   */
  read(query: ChangeQuery): Promise<ChangePage>
  /**
   * Reads a page of each of several people, in their order, by one statement. `limit` is that of each page. Throws as `read` does, even if only
   * one cursor is invalid.
   *
   * @example
   * const pages = await feed.readEach({ types: ['item'], people: [{ userId, cursor }], limit: 50 })
   */
  readEach(query: EachQuery): Promise<readonly ChangePage[]>
  /**
   * Whose data has changed since a moment, one statement for all of them: for plugins that follow many people and read the pages of those
   * who have changes. Without `since` it only returns a moment to begin with. Throws `CHANGES_START_OVER` as `read` does.
   *
   * With `types`, only changes of these types count, which costs less. A cursor that is not read for 30 days may then become invalid.
   *
   * @example
   * const { changed, now } = await feed.findChanged({ userIds, since })
   */
  findChanged(query: {
    readonly userIds: readonly string[]
    readonly since?: string | undefined
    readonly types?: readonly string[] | undefined
  }): Promise<ChangedPeople>
}

/** Those of several people whose data has changed. */
export interface ChangedPeople {
  readonly changed: readonly string[]
  /** What to pass as `since` next time. */
  readonly now: string
}

/** The service `changeFeed`. */
export const changeFeed = serviceKey<ChangeFeed>('changeFeed')
