import { serviceKey } from '@tributary/core'
import type { Transaction } from 'kysely'

/** How much it matters: `error` is what no longer works. */
export const SEVERITIES = ['info', 'warning', 'error'] as const

export type Severity = (typeof SEVERITIES)[number]

/** What a person must be told. */
export interface NewNotification {
  readonly userId: string
  /** Machine-readable, kebab: `connection-needs-reauth`. */
  readonly kind: string
  readonly severity: Severity
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
  /** Adds nothing and changes nothing where there is one with this key already, read or not: for what lasts and was told. */
  readonly once?: boolean | undefined
}

/** Tells people what they must know. */
export interface Notifications {
  /**
   * With `trx`, together with what else that transaction does. A user who has been deleted meanwhile is told nothing;
   * with `trx` their deletion fails that transaction, as it does any other write for them.
   */
  notify(notification: NewNotification, options?: NotifyOptions): Promise<void>
  /** Marks as read what has settled itself: the connection works again. */
  settle(whose: { readonly userId: string; readonly key: string }, options?: NotifyOptions): Promise<void>
}

export interface NotifyOptions {
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  readonly trx?: Transaction<any>
}

/** The service `notifications`. */
export const notifications = serviceKey<Notifications>('notifications')
