export {
  type NewNotification,
  type Notifications,
  type NotifyOptions,
  notifications,
} from './notifications.ts'
