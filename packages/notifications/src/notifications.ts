import { serviceKey } from '@tributary/core'
import type { Transaction } from 'kysely'

/** The severity: `error` means that something no longer works. */
export const SEVERITIES = ['info', 'warning', 'error'] as const

export type Severity = (typeof SEVERITIES)[number]

export type NotificationParameters = Readonly<Record<string, string | number>>

/** A notification for a person. */
export interface NewNotification {
  readonly userId: string
  /** Machine-readable, snake_case: `connection_needs_reauth`. */
  readonly kind: string
  readonly severity: Severity
  /** One short sentence. */
  readonly title: string
  /** What happened and what to do. */
  readonly message: string
  /** What the words are made of, for words in other languages: names, codes, figures. Never a secret. */
  readonly parameters?: NotificationParameters | undefined
  /** The integration it is about. */
  readonly integration?: string | undefined
  /** The page where the cause can be fixed, never an address of the API: `/connections/0b9f…`. */
  readonly path?: string | undefined
  /** While a notification with this key is unread, another one updates it instead of being added. */
  readonly key: string
  /**
   * Does nothing if a notification with this key exists, read or unread: for lasting conditions that were already
   * reported.
   */
  readonly once?: boolean | undefined
}

/** Sends notifications to people. */
export interface Notifications {
  /**
   * With `trx`, as part of that transaction. Does nothing for a user who has been deleted meanwhile; with `trx` the
   * deletion fails that transaction, like any other write for the user.
   */
  notify(notification: NewNotification, options?: NotifyOptions): Promise<void>
  /** Marks a notification as read when its cause is resolved, such as a connection that works again. */
  resolve(whose: { readonly userId: string; readonly key: string }, options?: NotifyOptions): Promise<void>
  /** Deletes the notifications about something that is gone without a trace: `about` is one of the parts of their keys. */
  remove(whose: { readonly userId: string; readonly about: string }, options?: NotifyOptions): Promise<void>
}

export interface NotifyOptions {
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  readonly trx?: Transaction<any>
}

/** The service `notifications`. */
export const notifications = serviceKey<Notifications>('notifications')
