export { CHANNEL_KINDS, type ChannelKind } from './channels/channel-kind.ts'
export { DELIVERY_STATES, type DeliveryState } from './delivery/delivery-states.ts'
export {
  type NewNotification,
  type NotificationParameters,
  type Notifications,
  type NotifyOptions,
  notifications,
  type PersonalChannel,
  SEVERITIES,
  type SentNotification,
  type Severity,
} from './notifications.ts'
export { notificationsErrors } from './notifications-errors.ts'
export { notificationsPlugin } from './notifications-plugin.ts'
