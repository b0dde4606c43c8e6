import { type Database, isForeignKeyViolation } from '@tributary/database'
import type { Transaction } from 'kysely'
import { deleteAbout, insertOnce, markKeyRead, upsertNotification } from './notification-store.ts'
import type { Notifications, NotifyOptions } from './notifications.ts'
import type { NotificationTables } from './tables.ts'

export interface DatabaseNotificationsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The service over the table. */
export function databaseNotifications(
  database: Database,
  { now }: DatabaseNotificationsOptions,
): Notifications {
  // Independent of its type, the caller's transaction also has the tables of this package.
  const on = (trx: NotifyOptions['trx']) =>
    trx === undefined ? database.tables<NotificationTables>() : (trx as Transaction<NotificationTables>)
  return {
    async notify(notification, { trx } = {}) {
      try {
        const write = notification.once === true ? insertOnce : upsertNotification
        await write(on(trx), notification, new Date(now()))
      } catch (error) {
        // The user was deleted meanwhile, so there is no recipient.
        if (trx !== undefined || !isForeignKeyViolation(error)) throw error
      }
    },
    resolve: (whose, { trx } = {}) => markKeyRead(on(trx), whose),
    remove: (whose, { trx } = {}) => deleteAbout(on(trx), whose),
  }
}
