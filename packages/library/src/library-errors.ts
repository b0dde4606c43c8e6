import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const libraryErrors = defineErrors({
  LIBRARY_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such item' },
  LIBRARY_BAD_DATE: { status: 400, kind: 'config', title: 'A date of the filter does not exist' },
})
