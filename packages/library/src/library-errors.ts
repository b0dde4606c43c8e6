import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const libraryErrors = defineErrors({
  LIBRARY_NOT_FOUND: { status: 404, kind: 'config', title: 'Item not found' },
})
