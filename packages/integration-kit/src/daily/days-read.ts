import type { DailyMetricRecord } from '../records.ts'
import type { RejectedRecord, WithdrawnValue } from '../stream.ts'
import type { PartFailure } from './part-failures.ts'

/** What there is of a range of dates: values of the day, or other records that have a date, like events. */
export interface DaysRead<Row = DailyMetricRecord> {
  readonly records: readonly Row[]
  readonly rejected: readonly RejectedRecord[]
  /** Dates of the range of which something is still to come. */
  readonly incomplete?: ReadonlySet<string>
  /** Values that an earlier sync may have delivered, and that are wrong by what is known now. Those that `records` have are not withdrawn. */
  readonly withdrawn?: readonly WithdrawnValue[]
  /** How many points were left out on purpose. */
  readonly skipped?: number
  /** What could not be read, while other data could. */
  readonly failures?: readonly PartFailure[]
  /** Nothing at all could be read. */
  readonly isUnread?: boolean
}
