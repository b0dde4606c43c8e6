import type { DailyMetricRecord } from '../records.ts'
import type { RejectedRecord, WithdrawnValue } from '../stream.ts'
import type { PartFailure } from './part-failures.ts'

/** The data of a range of dates: daily values, or other records with a date, like events. */
export interface DaysRead<Row = DailyMetricRecord> {
  readonly records: readonly Row[]
  readonly rejected: readonly RejectedRecord[]
  /** Dates of the range whose data is incomplete. */
  readonly incomplete?: ReadonlySet<string>
  /** Values that an earlier sync may have delivered and that are now known to be wrong. Those in `records` are not withdrawn. */
  readonly withdrawn?: readonly WithdrawnValue[]
  /** The number of points omitted on purpose. */
  readonly skipped?: number
  /** Data that could not be read, while other data could. */
  readonly failures?: readonly PartFailure[]
  /** No data could be read. */
  readonly isUnread?: boolean
}
