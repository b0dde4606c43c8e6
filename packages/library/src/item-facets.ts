import { contributionPoint } from '@tributary/core'
import type { RawBuilder } from 'kysely'

/** What items can be filtered by besides their own fields: facts that other plugins know of them. */
export const FACET_NAMES = ['tag', 'genre', 'topic', 'mood', 'content_type', 'year'] as const

export type FacetName = (typeof FACET_NAMES)[number]

/** A plugin that knows facts of items, in tables of its own. */
export interface ItemFacets {
  /** SQL, without parentheses: a query for the ids of a person's items that have a value. By an index, since lists wait for it. */
  itemsWith(userId: string, facet: FacetName, value: string): RawBuilder<unknown>
}

/**
 * Where plugins hand in what they know, in phase 1. An item passes a filter if one of them says so. Without any, none does.
 *
 * @example
 * context.contribute(itemFacets, { itemsWith: (userId, facet, value) => sql`select item_id from …` })
 */
export const itemFacets = contributionPoint<ItemFacets>('itemFacets')
