import { serviceKey } from '@tributary/core'
import type { Transaction } from 'kysely'

/** What a person must be told. */
export interface NewNotification {
  readonly userId: string
  /** Machine-readable, kebab: `connection-needs-reauth`. */
  readonly kind: string
  readonly severity: 'info' | 'warning' | 'error'
  /** One short sentence. */
  readonly title: string
  /** What happened and what to do. */
  readonly message: string
  /** The integration it is about. */
  readonly integration?: string | undefined
  /** A path of this server where it can be mended. */
  readonly path?: string | undefined
  /** While one with this key is unread, another is not added but brings that one up to date. */
  readonly key: string
}

export interface Notifications {
  /** With `trx`, together with what else that transaction does. */
  notify(notification: NewNotification, options?: NotifyOptions): Promise<void>
  /** Marks as read what has settled itself: the connection works again. */
  settle(whose: { readonly userId: string; readonly key: string }, options?: NotifyOptions): Promise<void>
}

export interface NotifyOptions {
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  readonly trx?: Transaction<any>
}

export const notifications = serviceKey<Notifications>('notifications')
