import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const analyticsErrors = defineErrors({
  ANALYTICS_INSTANCE_NOT_FOUND: { status: 404, kind: 'config', title: 'Analytics instance not found' },
  ANALYTICS_SCOPE_MISSING: { status: 403, kind: 'config', title: 'The API key does not cover these data' },
})
