import { Poller } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { MetricsTables } from '../tables.ts'
import { createPartitionsAhead } from './create-partitions.ts'

/** A day: partitions are created a year ahead. */
const MILLISECONDS = 86_400_000

/**
 * Keeps the partitions of the present year and the next. Every process does: it is two catalogue look-ups, and one transaction in the first process of a new
 * year. Partitions of other years are created by the first page that needs them.
 */
export function partitionKeeper(database: Database, onError: (error: unknown) => void): Poller {
  return new Poller({
    milliseconds: MILLISECONDS,
    poll: () => database.transaction<MetricsTables, void>(createPartitionsAhead),
    onError,
  })
}
