import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const enrichmentErrors = defineErrors({
  ENRICHMENT_WORK_NOT_FOUND: { status: 404, kind: 'config', title: 'Work not found' },
  ENRICHMENT_UNKNOWN_MATCH: { status: 400, kind: 'config', title: 'No such match' },
  ENRICHMENT_ITEM_NOT_FOUND: { status: 404, kind: 'config', title: 'Nothing is known of this item yet' },
})
