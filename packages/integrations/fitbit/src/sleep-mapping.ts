import type { DailyMetricRecord } from '@tributary/integration-kit'
import { timeIn, type WithdrawnValue, withoutOverlaps } from '@tributary/integration-kit/daily'
import { SLEEP_FIELDS } from './fields.ts'
import type { FinishedSleep } from './sleep-points.ts'

/**
 * The records of finished sleeps, three per date.
 *
 * `sleepLength` is the time asleep in all sleeps that ended on the date, naps included, like the daily total of Fitbit.
 * `bedTime` and `wakeUpTime` are of the main sleep only; a date with only naps has neither.
 */
export function mapSleeps(sleeps: readonly FinishedSleep[]): readonly DailyMetricRecord[] {
  const byDate = Map.groupBy(withoutOverlaps(sleeps).counted, (sleep) => sleep.date)
  return [...byDate].flatMap(([date, ofDate]) => mapDate(date, ofDate))
}

function mapDate(date: string, sleeps: readonly FinishedSleep[]): readonly DailyMetricRecord[] {
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
function minutesOf(sleeps: readonly FinishedSleep[]): number {
  const sum = sleeps.reduce((total, { minutesAsleep = 0 }) => total + minutesAsleep, 0)
  return sleeps.length === 1 ? sum : Math.min(sum, Math.round(timeIn(sleeps) / 60_000))
}

/**
 * Values to withdraw that a sync in the middle of a night may have delivered: it read a part of the night that ended before midnight
 * as a night of that date. Of the dates on which such a part ended, or on which a night began that continued past midnight, values
 * that are now missing are withdrawn.
 */
export function withdrawnSleeps(sleeps: readonly FinishedSleep[]): readonly WithdrawnValue[] {
  const { counted, dropped } = withoutOverlaps(sleeps)
  const told = new Set(mapSleeps(counted).map(({ field, date }) => `${field} ${date}`))
  const begun = counted.filter(({ startDate, date }) => startDate !== date)
  const dates = new Set([...dropped.map(({ date }) => date), ...begun.map(({ startDate }) => startDate)])
  return [...dates].flatMap((date) =>
    Object.keys(SLEEP_FIELDS)
      .filter((field) => !told.has(`${field} ${date}`))
      .map((field) => ({ field, date })),
  )
}
