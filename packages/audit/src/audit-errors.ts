import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const auditErrors = defineErrors({
  AUDIT_NOT_FOUND: { status: 404, kind: 'config', title: 'Audit entry not found' },
})
