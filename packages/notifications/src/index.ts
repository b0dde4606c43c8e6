export {
  type NewNotification,
  type NotificationParameters,
  type Notifications,
  type NotifyOptions,
  notifications,
  SEVERITIES,
  type Severity,
} from './notifications.ts'
export { notificationsErrors } from './notifications-errors.ts'
export { notificationsPlugin } from './notifications-plugin.ts'
