import type { ChangeType } from '@tributary/changes'
import { LISTED } from './item-store.ts'
import { viewItem } from './media-item.ts'

/** The items in the feed of changes. */
export const itemChanges: ChangeType = {
  type: 'item',
  scopes: ['library:read'],
  table: 'media_items',
  id: 'id::text',
  key: [['id', 'bigint']],
  columns: LISTED,
  instants: ['occurred_at', 'sort_at', 'created_at', 'updated_at'],
  view: viewItem,
}
