import type { Generated, Selectable } from 'kysely'

/** One person's choice for one instance. The row stays when the person opts out, so that the pseudonym stays the same. */
export interface AnalyticsSubscriptionsTable {
  id: Generated<string>
  user_id: string
  instance: string
  /** Who the person is at the instance: random, of this instance alone. */
  pseudonym: Generated<string>
  enabled: boolean
  with_measurements: boolean
  /** Of the feed of changes; null: from the beginning. */
  cursor: string | null
  /** Grows with each change of what is sent: what was read before it is not recorded. */
  revision: Generated<number>
  sent_points: Generated<number>
  /** Points that the instance has refused. */
  refused_points: Generated<number>
  last_sent_at: Date | null
  failures: Generated<number>
  last_error: string | null
  last_error_at: Date | null
  due_at: Date | null
  /** Grows with each request to be served. */
  wakes: Generated<number>
  leased_by: string | null
  leased_until: Date | null
  created_at: Date
}

export interface AnalyticsWatchTable {
  only_row: Generated<boolean>
  watcher: string
  until: Date
}

export interface AnalyticsTables {
  analytics_subscriptions: AnalyticsSubscriptionsTable
  analytics_watch: AnalyticsWatchTable
}

export type SubscriptionRow = Selectable<AnalyticsSubscriptionsTable>
