import { serviceKey } from '@tributary/core'
import type { Transaction } from 'kysely'
import type { ChannelKind } from './channels/channel-kind.ts'
import type { DeliveryState } from './delivery/delivery-states.ts'

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
  /**
   * The ids of channels of the person: it is sent through these alone, whatever their rules say. One that the person has paused, or has not
   * confirmed, is left out. Default: the channels whose rules want it.
   */
  readonly channels?: readonly string[] | undefined
}

/** A channel as other plugins see it. */
export interface PersonalChannel {
  readonly id: string
  readonly name: string
  readonly kind: ChannelKind
}

/** What became of a notification in a channel. */
export interface SentNotification {
  readonly key: string
  readonly channelId: string
  readonly deliveryId: string
  readonly state: DeliveryState
  /** Why it waits, has failed or was dropped; a code. */
  readonly reason: string | null
  /** The same in words, of the last attempt. */
  readonly detail: string | null
  readonly finishedAt: Date | null
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
  /** The channels of a person. */
  listChannels(userId: string): Promise<readonly PersonalChannel[]>
  /** What became of the newest notification with each key, in each channel. Deliveries are kept for 30 days. */
  listSent(userId: string, keys: readonly string[]): Promise<readonly SentNotification[]>
  /**
   * Sends the newest notification with a key through a channel again, or now if it has not been sent. Throws
   * `NOTIFICATIONS_CHANNEL_NOT_FOUND`, `NOTIFICATIONS_CHANNEL_PAUSED`, `NOTIFICATIONS_UNCONFIRMED`, and `NOTIFICATIONS_NOT_FOUND` without such
   * a notification.
   */
  sendAgain(what: {
    readonly userId: string
    readonly key: string
    readonly channelId: string
  }): Promise<void>
  /** Deletes the notifications about something that is gone without a trace: `about` is one of the parts of their keys. */
  remove(whose: { readonly userId: string; readonly about: string }, options?: NotifyOptions): Promise<void>
}

export interface NotifyOptions {
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  readonly trx?: Transaction<any>
}

/** The service `notifications`. */
export const notifications = serviceKey<Notifications>('notifications')
