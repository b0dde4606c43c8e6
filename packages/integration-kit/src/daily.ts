export type { DaysRead } from './daily/days-read.ts'
export { withoutOverlaps } from './daily/overlapping-spans.ts'
export { isOfOnePart } from './daily/part-failures.ts'
export { type PersonClock, personClock } from './daily/person-clock.ts'
export { type FieldSource, readFields } from './daily/read-fields.ts'
export { type Part, readParts } from './daily/read-parts.ts'
export {
  SLEEP_FIELDS,
  type SleepSession,
  sleepValues,
  withdrawnSleepValues,
} from './daily/sleep-values.ts'
export { syncDays } from './daily/sync-days.ts'
export { type MeasurementsRead, syncMeasurements } from './daily/sync-measurements.ts'
export { valueOfEachDay } from './daily/value-of-each-day.ts'
export type { WithdrawnValue } from './stream.ts'
