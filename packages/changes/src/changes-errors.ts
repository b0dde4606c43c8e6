import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const changesErrors = defineErrors({
  CHANGES_START_OVER: { status: 410, kind: 'config', title: 'The cursor is no longer valid: start over' },
  CHANGES_SCOPE_MISSING: { status: 403, kind: 'config', title: 'The API key does not cover this type' },
  CHANGES_TOO_MANY_STREAMS: { status: 429, kind: 'transient', title: 'Too many open event streams' },
})
