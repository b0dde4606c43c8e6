import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const notificationsErrors = defineErrors({
  NOTIFICATIONS_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such notification' },
})
