import { type Database, isForeignKeyViolation } from '@tributary/database'
import type { Transaction } from 'kysely'
import { insertOnce, markKeyRead, upsertNotification } from './notification-store.ts'
import type { Notifications, NotifyOptions } from './notifications.ts'
import type { NotificationTables } from './tables.ts'

/** The service over the table. */
export function databaseNotifications(database: Database): Notifications {
  // Whatever tables the caller's transaction was typed with, this package's are there too.
  const on = (trx: NotifyOptions['trx']) =>
    trx === undefined ? database.tables<NotificationTables>() : (trx as Transaction<NotificationTables>)
  return {
    async notify(notification, { trx } = {}) {
      try {
        await (notification.once === true ? insertOnce : upsertNotification)(on(trx), notification)
      } catch (error) {
        // Deleted while something ran for them: there is nobody left to tell.
        if (trx !== undefined || !isForeignKeyViolation(error)) throw error
      }
    },
    settle: (whose, { trx } = {}) => markKeyRead(on(trx), whose),
  }
}
