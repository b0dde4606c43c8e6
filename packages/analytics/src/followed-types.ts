import type { SubscriptionRow } from './tables.ts'

/** The types of the feed of changes that a subscription sends. */
export function followedTypes({ with_measurements }: Pick<SubscriptionRow, 'with_measurements'>): string[] {
  return with_measurements ? ['value', 'measurement'] : ['value']
}
