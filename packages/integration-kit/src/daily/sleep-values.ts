import type { DailyMetricRecord } from '../records.ts'
import type { MetricField, WithdrawnValue } from '../stream.ts'
import { timeIn, withoutOverlaps } from './overlapping-spans.ts'

/** A sleep or a nap that is over, of a wearable that has one entry for each. */
export interface SleepSession {
  /** The local date on which it ended: the night belongs to the morning. */
  readonly date: string
  /** The local date on which it began. */
  readonly startDate: string
  /** `HH:MM` by the person's clock. */
  readonly bedTime: string
  readonly wakeUpTime: string
  /** Milliseconds since 1970, of the same clock in all sessions. */
  readonly start: number
  readonly end: number
  /** `undefined` if it is unknown. */
  readonly minutesAsleep: number | undefined
  /** Whether the provider calls it the night of its date. */
  readonly isMain: boolean
  readonly isNap: boolean
}

/**
 * The fields of `sleepValues`, for a stream.
 *
 * @example
 * Object.keys(SLEEP_FIELDS) // ['sleepLength', 'bedTime', 'wakeUpTime']
 */
export const SLEEP_FIELDS = {
  sleepLength: { label: 'Time asleep', unit: 'min', type: 'number' },
  bedTime: { label: 'Bedtime', type: 'time' },
  wakeUpTime: { label: 'Wake-up time', type: 'time' },
} as const satisfies Readonly<Record<string, MetricField>>

/**
 * The daily values of sleeps, up to three per date. Of sleeps that overlap, as those of two devices do, one counts.
 *
 * `sleepLength` is the time asleep in all sleeps that ended on the date, naps included, like the daily total of Fitbit.
 * `bedTime` and `wakeUpTime` are of the main sleep only; a date with only naps has neither.
 *
 * @example
 * const night: SleepSession = {
 *   date: '2026-11-09', startDate: '2026-11-08', bedTime: '23:20', wakeUpTime: '07:00', start: 0, end: 27_600_000,
 *   minutesAsleep: 430, isMain: true, isNap: false,
 * }
 * const records = sleepValues([night])
 */
export function sleepValues(sleeps: readonly SleepSession[]): readonly DailyMetricRecord[] {
  const byDate = Map.groupBy(withoutOverlaps(sleeps).counted, (sleep) => sleep.date)
  return [...byDate].flatMap(([date, ofDate]) => valuesOfDate(date, ofDate))
}

function valuesOfDate(date: string, sleeps: readonly SleepSession[]): readonly DailyMetricRecord[] {
  const measured = sleeps.filter((sleep) => sleep.minutesAsleep !== undefined)
  const records: DailyMetricRecord[] = []
  if (measured.length > 0) records.push({ field: 'sleepLength', date, value: minutesOf(measured) })
  const main = sleeps.find((sleep) => sleep.isMain) ?? sleeps.find((sleep) => !sleep.isNap)
  if (main !== undefined) {
    records.push({ field: 'bedTime', date, value: main.bedTime })
    records.push({ field: 'wakeUpTime', date, value: main.wakeUpTime })
  }
  return records
}

/** Sleeps that overlap slightly share some minutes: their total is limited by their common duration. */
function minutesOf(sleeps: readonly SleepSession[]): number {
  const sum = sleeps.reduce((total, { minutesAsleep = 0 }) => total + minutesAsleep, 0)
  return sleeps.length === 1 ? sum : Math.min(sum, Math.round(timeIn(sleeps) / 60_000))
}

/**
 * Values to withdraw that a sync in the middle of a night may have delivered: it read a part of the night that ended before midnight
 * as a night of that date. Of the dates on which such a part ended, or on which a night began that continued past midnight, values
 * that are now missing are withdrawn.
 *
 * @example
 * const read = async (): Promise<DaysRead> => ({ records: sleepValues(nights), rejected: [], withdrawn: withdrawnSleepValues(nights) })
 */
export function withdrawnSleepValues(sleeps: readonly SleepSession[]): readonly WithdrawnValue[] {
  const { counted, dropped } = withoutOverlaps(sleeps)
  const told = new Set(sleepValues(counted).map(({ field, date }) => `${field} ${date}`))
  const begun = counted.filter(({ startDate, date }) => startDate !== date)
  const dates = new Set([...dropped.map(({ date }) => date), ...begun.map(({ startDate }) => startDate)])
  return [...dates].flatMap((date) =>
    Object.keys(SLEEP_FIELDS)
      .filter((field) => !told.has(`${field} ${date}`))
      .map((field) => ({ field, date })),
  )
}
