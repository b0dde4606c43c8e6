import { contributionPoint } from '@tributary/core'

/** A text that is searched, among the items of one person. */
export interface ItemText {
  readonly userId: string
  readonly text: string
  readonly integration?: string | undefined
  readonly type?: string | undefined
}

/** A plugin that finds items by an index of its own. */
export interface ItemSearch {
  /**
   * The ids of all items that are found, in any order; `undefined` where it cannot answer now, or not completely: then the titles are
   * searched in the database. An id of what was deleted meanwhile, or of another person, has no effect, since the rows are read from the database.
   */
  find(query: ItemText): Promise<readonly string[] | undefined>
}

/**
 * Where a plugin hands in its index, in phase 1. The first answer is used. Without any, titles are searched in the database.
 *
 * @example
 * context.contribute(itemSearch, { find: async ({ userId, text }) => index.idsOf(userId, text) })
 */
export const itemSearch = contributionPoint<ItemSearch>('itemSearch')
