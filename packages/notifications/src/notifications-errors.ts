import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const notificationsErrors = defineErrors({
  NOTIFICATIONS_NOT_FOUND: { status: 404, kind: 'config', title: 'Notification not found' },
  NOTIFICATIONS_CHANNEL_NOT_FOUND: { status: 404, kind: 'config', title: 'Channel not found' },
  NOTIFICATIONS_DELIVERY_NOT_FOUND: { status: 404, kind: 'config', title: 'Delivery not found' },
  NOTIFICATIONS_SERVICE_NOT_FOUND: { status: 404, kind: 'config', title: 'Service for messages not found' },
  NOTIFICATIONS_BAD_RECIPIENT: { status: 400, kind: 'config', title: 'Invalid recipient' },
  NOTIFICATIONS_BAD_QUIET_HOURS: { status: 400, kind: 'config', title: 'Invalid quiet hours' },
  NOTIFICATIONS_TOO_MANY_CHANNELS: { status: 409, kind: 'config', title: 'Too many channels' },
  NOTIFICATIONS_UNCONFIRMED: { status: 409, kind: 'config', title: 'The recipient is not confirmed' },
  NOTIFICATIONS_CONFIRMED: { status: 409, kind: 'config', title: 'There is nothing to confirm' },
  NOTIFICATIONS_WRONG_CODE: { status: 400, kind: 'config', title: 'Wrong or expired code' },
  NOTIFICATIONS_CHANNEL_PAUSED: { status: 409, kind: 'config', title: 'The channel is paused' },
  NOTIFICATIONS_TOO_MANY_MESSAGES: { status: 429, kind: 'transient', title: 'Too many messages' },
})
