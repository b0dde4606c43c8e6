import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const operationsErrors = defineErrors({
  OPERATIONS_NOT_READY: { status: 503, kind: 'transient', title: 'The server is not ready' },
  OPERATIONS_NO_SUCH_DOCUMENT: {
    status: 404,
    kind: 'config',
    title: 'No plugin of this name has documented operations',
  },
})
