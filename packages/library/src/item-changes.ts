import type { ChangeType } from '@tributary/changes'
import { LISTED, LISTED_INSTANTS } from './list-items.ts'
import { viewItem } from './media-item.ts'

/** The items in the feed of changes. */
export const itemChanges: ChangeType = {
  type: 'item',
  scopes: ['library:read'],
  table: 'media_items',
  id: 'id::text',
  key: [['id', 'bigint']],
  columns: [...LISTED, ...LISTED_INSTANTS],
  instants: LISTED_INSTANTS,
  view: viewItem,
}
