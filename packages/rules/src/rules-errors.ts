import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const rulesErrors = defineErrors({
  RULES_RULE_NOT_FOUND: { status: 404, kind: 'config', title: 'Rule not found' },
  RULES_FIRING_NOT_FOUND: { status: 404, kind: 'config', title: 'Entry of the log not found' },
  RULES_TOO_MANY_RULES: { status: 409, kind: 'config', title: 'Too many rules' },
  RULES_SCOPE_MISSING: { status: 403, kind: 'config', title: 'The API key does not cover this condition' },
  RULES_UNAVAILABLE: { status: 503, kind: 'transient', title: 'The data of this condition is unavailable' },
})
