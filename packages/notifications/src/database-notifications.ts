import { ProblemError } from '@tributary/core'
import { type Database, isForeignKeyViolation } from '@tributary/database'
import type { Transaction } from 'kysely'
import { findChannel, listChannels } from './channels/channel-store.ts'
import { requireSendable } from './channels/require-sendable.ts'
import { requestRedelivery } from './delivery/delivery-store.ts'
import { ensureDelivery, listSent } from './delivery/sent-store.ts'
import { deleteAbout, insertOnce, markKeyRead, upsertNotification } from './notification-store.ts'
import type { Notifications, NotifyOptions } from './notifications.ts'
import { notificationsErrors } from './notifications-errors.ts'
import type { NotificationTables } from './tables.ts'

export interface DatabaseNotificationsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Has this process look for due deliveries now. */
  readonly wake: () => void
}

/** The service over the table. */
export function databaseNotifications(
  database: Database,
  { now, wake }: DatabaseNotificationsOptions,
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
    async listChannels(userId) {
      const rows = await listChannels(database.tables<NotificationTables>(), userId)
      return rows.map(({ id, name, kind }) => ({ id, name, kind }))
    },
    listSent: (userId, keys) => listSent(database.tables<NotificationTables>(), userId, keys),
    async sendAgain({ userId, key, channelId }) {
      const db = database.tables<NotificationTables>()
      requireSendable(await findChannel(db, userId, channelId))
      const at = new Date(now())
      const id = await ensureDelivery(db, { userId, key, channelId, now: at })
      if (id === undefined)
        throw new ProblemError(notificationsErrors.NOTIFICATIONS_NOT_FOUND, {
          detail: 'The notification has been deleted.',
        })
      await requestRedelivery(db, id, at)
      database.afterCommit(wake)
    },
    resolve: (whose, { trx } = {}) => markKeyRead(on(trx), whose),
    remove: (whose, { trx } = {}) => deleteAbout(on(trx), whose),
  }
}
