import type { DailyMetricRecord } from '../records.ts'
import type { RejectedRecord, WithdrawnValue } from '../stream.ts'
import type { PartFailure } from './part-failures.ts'

/** What there is of a range of dates. */
export interface DaysRead {
  readonly records: readonly DailyMetricRecord[]
  readonly rejected: readonly RejectedRecord[]
  /** Dates of the range of which something is still to come. */
  readonly incomplete?: ReadonlySet<string>
  /** Values that an earlier sync may have delivered, and that are wrong by what is known now. */
  readonly withdrawn?: readonly WithdrawnValue[]
  /** How many points were left out on purpose. */
  readonly skipped?: number
  /** What could not be read, while other data could. */
  readonly failures?: readonly PartFailure[]
  /** Nothing at all could be read. */
  readonly isUnread?: boolean
}
