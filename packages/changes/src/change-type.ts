import { contributionPoint } from '@tributary/core'

/** A column and its type. Numbers are not negative. */
export type KeyColumn = readonly [column: string, type: 'bigint' | 'date' | 'text' | 'uuid']

/** A kind of resource whose changes can be followed. Its table was prepared by `trackChanges` with the same type and id. */
export interface ChangeType {
  /** Snake case, singular: `item`. */
  readonly type: string
  /** What a key needs to see them, any one of these: `library:read`. */
  readonly scopes: readonly string[]
  readonly table: string
  /** As in `TrackedTable`. */
  readonly id: string
  /**
   * The columns that identify a row of a user, none of them null: the order of the rows that one transaction wrote. The first ones are in the
   * index of `indexChanges`, so that a page of very many such rows costs no more than any other. Only the last may contain a character below
   * the space.
   */
  readonly key: readonly KeyColumn[]
  /** The columns that `view` reads. */
  readonly columns: readonly string[]
  /** Those of them that are instants: they reach `view` as a `Date`. */
  readonly instants: readonly string[]
  /** SQL: whether a row with the id `gone.id` of the user `gone.user_id` exists again. Only where ids are used more than once. */
  readonly isBack?: string
  /** The resource as the lists of its package show it. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each plugin knows its own rows
  view(row: any): unknown
}

/**
 * Where plugins hand in the kinds of resources that can be followed, in phase 1.
 *
 * @example
 * context.contribute(changeTypes, { type: 'item', scopes: ['library:read'], table: 'media_items', id: 'id::text', key: [['id', 'bigint']], … })
 */
export const changeTypes = contributionPoint<ChangeType>('changeTypes')
