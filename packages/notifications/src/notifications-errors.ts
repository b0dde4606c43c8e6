import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const notificationsErrors = defineErrors({
  NOTIFICATIONS_NOT_FOUND: { status: 404, kind: 'config', title: 'Notification not found' },
})
